// SPDX-License-Identifier: Apache-2.0
// The items of a snapshot and their picked keys, in pick order. docs/spec/engine-2-model.md 2.4;
// docs/spec/vendors-1-catalog.md 1.3.
#pragma once

#include <boost/json.hpp>
#include <string_view>

namespace schemad::model {

namespace json = boost::json;

enum class ItemKind { collection, field, system_field, relation };
// The member of a snapshot that holds the items: "collections", "fields", "systemFields", "relations".
std::string_view list_name(ItemKind) noexcept;
inline constexpr ItemKind all_kinds[] = {ItemKind::collection, ItemKind::field, ItemKind::system_field,
                                         ItemKind::relation};

// The item reduced to its picked paths, in pick order; a path is picked when it exists, a null or missing schema gives
// no schema member. without_schema: the schema of an automatic key does not take part
// (docs/spec/engine-2-model.md 3.1).
json::object pick(ItemKind, const json::object& item, json::storage_ptr, bool without_schema = false);
// True when pick() would give the same object: lets a comparison skip the copy.
bool is_picked(ItemKind, const json::object& item, bool without_schema = false);

// The member as text; empty when it is missing or not a string.
std::string_view text_of(const json::object&, std::string_view key) noexcept;
// The member as an object; null when missing or something else.
const json::object* object_of(const json::object&, std::string_view key) noexcept;
// A list of a snapshot or diff; an empty one when missing or not an array.
const json::array& list_of(const json::object&, ItemKind) noexcept;
// JavaScript truthiness of a member; missing is false.
bool truthy(const json::object&, std::string_view key) noexcept;
bool truthy(const json::value&) noexcept;

} // namespace schemad::model
