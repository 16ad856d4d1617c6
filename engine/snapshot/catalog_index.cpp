// SPDX-License-Identifier: Apache-2.0
#include "engine/snapshot/catalog_index.hpp"

#include "engine/model/own_tables.hpp"

namespace schemad::snapshot {

bool is_kept_out(std::string_view table) noexcept {
    return table == "spatial_ref_sys" || table == "sysdiagrams" || model::is_own_table(table);
}

bool hides_fields(std::string_view table) noexcept { return table.find(' ') != std::string_view::npos; }

namespace {
// Such a table has no fields.
bool is_excluded(std::string_view table) noexcept { return hides_fields(table) || is_kept_out(table); }
} // namespace

CatalogIndex::CatalogIndex(const schemad_catalog& catalog) : catalog_(catalog) {
    std::unordered_map<std::string_view, bool> described;
    for (const auto& table : tables(catalog)) {
        const auto name = view(table.name);
        all_.emplace(name, &table);
        if (table.flags & SCHEMAD_TABLE_LISTED) listed_.emplace(name, &table);
        if (table.flags & SCHEMAD_TABLE_DESCRIBED) described.emplace(name, true);
    }
    for (const auto& column : schemad::columns(catalog)) {
        const auto table = view(column.table);
        if ((column.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) && described.contains(table) && !is_excluded(table))
            keys_.emplace(table, &column);
    }
}

namespace {
template <class Map, class Key> auto found(const Map& map, const Key& key) -> typename Map::mapped_type {
    const auto at = map.find(key);
    return at == map.end() ? nullptr : at->second;
}
} // namespace

const schemad_table* CatalogIndex::listed_table(std::string_view name) const { return found(listed_, name); }
const schemad_table* CatalogIndex::any_table(std::string_view name) const { return found(all_, name); }
const schemad_column* CatalogIndex::primary_key(std::string_view table) const { return found(keys_, table); }

const schemad_column* CatalogIndex::column(std::string_view table, std::string_view name) const {
    if (columns_.empty()) {
        columns_.reserve(catalog_.column_count);
        for (const auto& column : schemad::columns(catalog_))
            columns_.emplace(FieldKey{view(column.table), view(column.name)}, &column);
    }
    return found(columns_, FieldKey{table, name});
}

namespace {
template <class Row, class Map, class Range>
const typename Map::mapped_type& grouped(Map& map, const Range& rows, std::string_view table, schemad_str Row::*by) {
    static const typename Map::mapped_type none;
    if (map.empty())
        for (const auto& row : rows) map[view(row.*by)].push_back(&row);
    const auto at = map.find(table);
    return at == map.end() ? none : at->second;
}
} // namespace

const std::vector<const schemad_column*>& CatalogIndex::columns(std::string_view table) const {
    return grouped(columns_of_, schemad::columns(catalog_), table, &schemad_column::table);
}

const std::vector<const schemad_foreign_key*>& CatalogIndex::foreign_keys(std::string_view table) const {
    return grouped(foreign_keys_, schemad::foreign_keys(catalog_), table, &schemad_foreign_key::table);
}

const std::vector<const schemad_index*>& CatalogIndex::indexes(std::string_view table) const {
    return grouped(indexes_, schemad::indexes(catalog_), table, &schemad_index::table);
}

const std::vector<const schemad_foreign_key*>& CatalogIndex::referencing(std::string_view table) const {
    return grouped(referencing_, schemad::foreign_keys(catalog_), table, &schemad_foreign_key::referenced_table);
}

} // namespace schemad::snapshot
