// SPDX-License-Identifier: Apache-2.0
// What vendors are called by those who write configurations. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::config {

// The plugin's name for a name that Directus or habit gives the database ("pg", "postgresql", "sqlite3", "mariadb");
// any other name as it is.
std::string vendor_of(std::string_view written);
// The same, but "" for any other name.
std::string known_vendor_of(std::string_view written);
// A database that Directus runs on and schemad comes without a plugin for: no name near it is meant.
bool is_without_plugin(std::string_view vendor);

} // namespace schemad::config
