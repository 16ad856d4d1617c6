// SPDX-License-Identifier: Apache-2.0
// The three meta tables of a project: their columns as Directus 12.4 defines them, and how a value of each is held.
// docs/spec/engine-6-apply.md 7.1 to 7.3; docs/spec/vendors-5-ddl.md 6.6. A project of another version may have more or
// fewer columns: the reader goes by what is there, and only the way of holding a value is looked up here.
#pragma once

#include <span>
#include <string_view>

#include "engine/model/items.hpp"

namespace schemad::model {

enum class Cast : unsigned char { none, boolean, json, csv };

struct MetaColumn {
    std::string_view name;
    std::string_view type; // a field type; "string" uses length
    int length = 0;
    Cast cast = Cast::none;
    bool nullable = true;
    std::string_view initial = {}; // the default; empty = none
};

struct MetaTable {
    std::string_view name;
    std::string_view id; // "id" (counts up) or "collection"
    std::span<const MetaColumn> columns;
};

// Requires a kind that has meta rows (not system_field).
const MetaTable& meta_table(ItemKind) noexcept;
// How a column of that name is held; none when unknown.
Cast cast_of(const MetaTable&, std::string_view column) noexcept;

} // namespace schemad::model
