// SPDX-License-Identifier: Apache-2.0
// Which version of Directus a database is of, and whether that is what the operator says. docs/operations.md.
//
// Errors: VendorError. Threads: as one connection.
#pragma once

#include <string>

#include <schemad/host.hpp>

namespace schemad {

struct VersionLook {
    std::string version; // to speak; empty: nothing tells, and nothing is stated
    std::string doubt;   // for the log: what else it may be; empty: nothing
    std::string refusal; // what is stated and what the database is contradict each other; empty: they do not
};

// stated: as configured; empty: not.
VersionLook look_at_version(Connection&, const std::string& stated);

} // namespace schemad
