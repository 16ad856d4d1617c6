// SPDX-License-Identifier: Apache-2.0
// A vendor whose connections fail where a test says, at one statement or commit: it answers an error, the connection is
// lost before or after it, the process is killed before or after it, or somebody else comes between: while the owner is
// paused before or after it, its session ends and another one takes over. All else is the real plugin's. Not for two
// threads at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <schemad/host.hpp>

namespace schemad::test {

enum class Fault {
    none,
    error,
    lost_before,
    lost_after,
    died_before,
    died_after,
    paused_before,
    paused_after,
    refused,  // the server says no, and has done nothing
    overtaken // somebody else was a moment quicker
};
const char* name_of(Fault) noexcept;

class FaultyVendor final : public Vendor {
public:
    explicit FaultyVendor(std::shared_ptr<const Vendor> real);
    // The statement-th execute() or commit() from now on, counted from 0, fails so; once lost, every connection answers
    // nothing.
    void arm(Fault, std::size_t statement);
    // What happens while the owner is paused; it gets the owner's real connection, between two statements.
    std::function<void(const schemad_vendor&, schemad_connection*)> meanwhile;
    // What somebody else does just before a statement, on a connection of their own.
    std::function<void(std::string_view sql)> overtake;
    const std::vector<std::string>& statements() const; // since arm(); "commit" for one
    std::size_t executed() const;                       // since arm()
    bool at_commit() const;                             // it was a commit that failed
    bool fired() const;

private:
    std::shared_ptr<const Vendor> real_;
    schemad_vendor table_copy_;
};

} // namespace schemad::test
