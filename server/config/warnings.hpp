// SPDX-License-Identifier: Apache-2.0
// What in a configuration that can be read is probably not meant. Looks at the file system, changes nothing.
#pragma once

#include <string>
#include <vector>

#include "server/config/config.hpp"

namespace schemad::config {

// Not the loopback, not a private network: anybody may reach it. The wildcards count.
bool is_public(const http::Address&);

// Plain HTTP on a public address, files in folders that are not there.
std::vector<std::string> warnings_about(const Config&);

} // namespace schemad::config
