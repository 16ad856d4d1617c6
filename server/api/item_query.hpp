// SPDX-License-Identifier: Apache-2.0
// The query of a list of items, as the engine takes it. What Directus knows and schemad does not is refused by its
// name: nothing of a query is left out. docs/http-api.md, "Lists of Directus's own collections". Pure; any thread.
#pragma once

#include <boost/json/object.hpp>

#include "engine/items/request.hpp"

namespace schemad::api {

// query: validated (query_validation.hpp). Throws INVALID_QUERY.
items::Query item_query_of(const boost::json::object& query);

} // namespace schemad::api
