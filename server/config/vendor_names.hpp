// SPDX-License-Identifier: Apache-2.0
// What vendors are called by those who write configurations. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::config {

// The plugin's name for a name that Directus or habit gives the database ("pg", "postgresql", "sqlite3", "mariadb");
// any other name as it is.
std::string vendor_of(std::string_view written);

} // namespace schemad::config
