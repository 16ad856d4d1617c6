// SPDX-License-Identifier: Apache-2.0
// What a project's own tables of Directus hold, and what its model consists of, as clients ask for them one by one.
// docs/http-api.md, "Lists of Directus's own collections".
//
// Each reads one consistent view. Errors: RequestError INVALID_QUERY; VendorError. Threads: as one connection.
#pragma once

#include <optional>

#include "engine/apply/context.hpp"
#include "engine/items/request.hpp"

namespace schemad::use_cases {

// nullopt: the database has no such table.
std::optional<items::Answer> read_items(Connection&, const items::Request&);

// kind: not system_field. Without what the project ignores.
boost::json::array list_model(Connection&, const apply::Context&, model::ItemKind kind);

} // namespace schemad::use_cases
