// SPDX-License-Identifier: Apache-2.0
// Lists of Directus's own collections (/roles, /policies, /flows, ...), read from the project's tables.
// docs/http-api.md, "Lists of Directus's own collections". Any thread; blocks on the project's database.
#pragma once

#include <span>
#include <string_view>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> system_item_endpoints();

// 404: the project's database has no such table. An empty list would say that it has no rows.
[[noreturn]] void refuse_missing_table(std::string_view path, std::string_view table);

} // namespace schemad::api
