// SPDX-License-Identifier: Apache-2.0
// Reads rows of Directus's own collections as the items that Directus tells: one statement for the rows, and one for
// each relation that is asked for, whatever their number. docs/http-api.md, "Lists of Directus's own collections".
//
// Call inside a transaction for one consistent view. Bounded: bytes of each answer, depth and number of items.
// Errors: RequestError INVALID_QUERY; VendorError. Threads: as the connection of the shapes.
#pragma once

#include "engine/items/request.hpp"
#include "engine/items/shape.hpp"

namespace schemad::items {

// shape: of the collection that is asked for.
Answer read_items(Shapes&, const Shape&, const Request&);

} // namespace schemad::items
