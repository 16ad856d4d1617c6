// SPDX-License-Identifier: Apache-2.0
// The reference checks every query as if it asked for items, although the schema endpoints use nothing of it but
// `export`. docs/spec/engine-1-http.md 1.5. Pure; any thread.
#pragma once

#include <boost/json/object.hpp>

#include "engine/model/version.hpp"

namespace schemad::api {

// Throws RequestError INVALID_QUERY with the first reason.
void validate_item_query(const boost::json::object& query, const model::VersionTraits& = model::newest_traits());

} // namespace schemad::api
