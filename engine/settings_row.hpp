// SPDX-License-Identifier: Apache-2.0
// The row of directus_settings, for what is told of a project in public. docs/spec/README.md, engine 1.
// Errors: VendorError. Threads: as one connection.
#pragma once

#include <optional>

#include <boost/json.hpp>
#include <schemad/host.hpp>

namespace schemad {

// nullopt: there is none, or no such table.
std::optional<boost::json::object> find_settings_row(Connection&);

} // namespace schemad
