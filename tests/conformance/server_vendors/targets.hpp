// SPDX-License-Identifier: Apache-2.0
// The vendors this suite runs against, and empty databases on them.
//
// The servers are named by the environment (tests/servers/with_servers.py sets it). One that is missing is an error, as
// is a plugin that was not built: nothing is left out in silence. Only the second PostgreSQL release is optional.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "tests/vectors.hpp"

namespace schemad::test {

struct Target {
    std::string name;     // as in the names of the test cases
    std::string plugin;   // libschemad_<plugin>.so
    std::string variable; // environment variable that names the server; empty: no server
    std::string vectors;  // folder and file names below vendors/
};

// Those with a database to run on. Another PostgreSQL is among them only when the environment names it.
const std::vector<Target>& targets();
std::shared_ptr<const Vendor> vendor(const std::string& plugin);

// An empty database; a target has one of its own, which every TestDatabase empties again. One at a time for a target.
class TestDatabase {
public:
    explicit TestDatabase(const Target&);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    const Target& target() const noexcept { return target_; }
    const Settings& settings() const noexcept { return settings_; }
    const Vendor& vendor() const noexcept { return *vendor_; }
    // More settings override those of the place.
    std::unique_ptr<Connection> open(const Settings& more = {}) const;
    void clear() const; // empties it again; no connection may be open
    // Runs a whole SQL file by the vendor's own client, so that it does not depend on the plugin.
    void load(const std::string& sql) const;
    std::string password() const { return password_; }

private:
    const Target& target_;
    std::shared_ptr<const Vendor> vendor_;
    Settings settings_;
    std::string password_, file_;
};

// Registers a test case suite/name. Called while the program starts; a list that cannot be made (`make` throws) becomes
// a test case that fails with the reason.
void add_case(const std::string& suite, const std::string& name, std::function<void()> run);
struct Cases {
    Cases(const std::string& suite, const std::function<void()>& make);
};

} // namespace schemad::test
