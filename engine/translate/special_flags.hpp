// SPDX-License-Identifier: Apache-2.0
// The flags ("special") of a field that decide how Directus reads its column: what is stated, else what is there, else
// what the app gives, and what this vendor needs to tell the type. Pure; any thread.
#pragma once

#include <string_view>

#include "engine/translate/here.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

// How a vendor without the type tells it from another one; another vendor has the type itself.
bool only_tells_a_type(std::string_view flag);

// type: of the field, where it has one; points_to: the collection that its foreign key leads to, or empty. An array, or
// null.
json::value special_flags(const json::object& field, std::string_view type, std::string_view points_to, const Here&,
                          const Origin&);

} // namespace schemad::translate
