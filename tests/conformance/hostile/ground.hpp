// SPDX-License-Identifier: Apache-2.0
// A database with something to lose: "canary" with a secret, "target" with the column "keep", and a folder in which no
// file may appear. It tells what has happened to them. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/project.hpp"
#include "tests/conformance/server_vendors/targets.hpp"
#include "tests/test_sql.hpp"

namespace schemad::test {

class Ground {
public:
    // odd_server: configured so that quotes and backslashes mean something else to who does not say what they mean.
    Ground(const Target&, bool odd_server);
    ~Ground();
    Ground(const Ground&) = delete;
    Ground& operator=(const Ground&) = delete;

    // As it was at first; "target" has these columns, too.
    void reset(const std::vector<std::string>& more = {});
    std::unique_ptr<Project> project(bool by_name) const; // by_name: protected, else nothing may be destroyed
    // What is not as it was. Tables and columns called like one of `allowed` may have come.
    std::vector<std::string> harm(const std::set<std::string>& allowed);
    // The vendor's own shell reads it, at its most forgiving: what it complains of does not stop it. careful: it stops.
    void shell(const std::string& script, bool careful);
    void execute(const std::string& sql) const { place_.open()->execute(test::sql_of(sql)); }
    std::string file_to_make() const { return folder_ / "made"; }
    std::string file_to_read() const { return folder_ / "file"; }

private:
    struct State {
        std::vector<std::string> rows;  // that are to stay to the letter
        std::set<std::string> objects;  // that are to stay, beside which none may come
        std::set<std::string> may_grow; // tables, and columns of "target"
        std::set<std::string> files;
    };
    State look(Connection&) const;
    std::string leaked(Connection&) const;
    std::vector<std::string> lines(Connection&, const std::string& sql) const;
    void odd(bool on) const;

    TestDatabase place_;
    std::filesystem::path folder_;
    bool odd_server_;
    State before_;
};

} // namespace schemad::test
