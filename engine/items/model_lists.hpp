// SPDX-License-Identifier: Apache-2.0
// What GET /collections, /fields and /relations list: Directus's own beside the project's, with the rows of the meta
// tables as they are stored. A snapshot leaves Directus's own out and sorts; here clients look up what a field is.
// How the app shows Directus's own fields is not told (docs/differences-from-directus.md).
//
// Call inside a transaction for one consistent view. Errors: VendorError. Threads: as the connection of the shapes.
#pragma once

#include <boost/json.hpp>

#include "engine/items/shape.hpp"
#include "engine/model/dialect.hpp"
#include "engine/model/items.hpp"

namespace schemad::items {

// kind: not system_field.
boost::json::array model_list(Shapes&, const schemad_catalog&, const model::Dialect&, model::ItemKind kind);

} // namespace schemad::items
