// SPDX-License-Identifier: Apache-2.0
// What an item of a snapshot or a change states. Pure; any thread.
#pragma once

#include <string_view>

#include "engine/plan/change_set.hpp"

namespace schemad::plan {

std::string_view nested_text(const json::object& item, std::string_view object, std::string_view key);
bool nested_truthy(const json::object& item, std::string_view object, std::string_view key);
// Whether a key under `schema` differs; one that is missing is null.
bool schema_differs(const EntityChange&, std::string_view key);
bool declared_differently(const EntityChange&); // the type as the snapshot spells it
// Throws RequestError where one of the two is a primary key, or counts up, and the other is not.
void check_key_unchanged(const EntityChange&);

} // namespace schemad::plan
