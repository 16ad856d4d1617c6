// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/name_spaces.hpp"

#include <algorithm>

#include "engine/model/names.hpp"

namespace schemad::plan {

const char* kind_word(std::uint32_t table_kind) noexcept {
    switch (table_kind) {
    case SCHEMAD_TABLE_BASE: return "table";
    case SCHEMAD_TABLE_VIEW: return "view";
    case SCHEMAD_TABLE_VIRTUAL: return "virtual table";
    case SCHEMAD_TABLE_MATERIALIZED_VIEW: return "materialized view";
    case SCHEMAD_TABLE_PARTITIONED: return "partitioned table";
    case SCHEMAD_TABLE_FOREIGN: return "foreign table";
    case SCHEMAD_TABLE_SEQUENCE: return "sequence";
    case SCHEMAD_TABLE_SYSTEM_VERSIONED: return "system-versioned table";
    case SCHEMAD_TABLE_TEMPORARY: return "temporary table";
    default: return "table of a special kind";
    }
}

NameSpaces::NameSpaces(const snapshot::Model& model, const Vendor& vendor) {
    if (const auto* said = vendor.extension<schemad_names>(SCHEMAD_NAMES_EXTENSION))
        rules_ = *said;
    else // nothing is known: names that may be taken anywhere are avoided
        rules_.flags = SCHEMAD_NAMES_INDEXES_ARE_RELATIONS | SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE;
    const auto& catalog = *model.catalog;
    for (const auto& table : tables(catalog))
        relations_.emplace(table_key(view(table.name)), Holder{kind_word(table.kind), std::string{view(table.name)}});
    for (const auto& more : model.taken_names) relations_.emplace(table_key(more.name), Holder{more.kind, more.name});
    for (const auto& index : indexes(catalog)) {
        const auto name = view(index.name);
        if (has(SCHEMAD_NAMES_INDEXES_ARE_RELATIONS))
            relations_.emplace(table_key(name), Holder{"index", std::string{name}});
        const bool plain = index.column_count == 1 && stated(index.columns[0]);
        indexes_.emplace(inside(rules_.indexes, view(index.table), name),
                         plain ? column_key(view(index.columns[0])) : std::string{});
        // a constraint's name counts among those of the foreign keys of its table
        if (!has(SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE)) constraints_.insert(constraint_key(view(index.table), name));
    }
    for (const auto& key : foreign_keys(catalog))
        if (stated(key.name)) constraints_.insert(constraint_key(view(key.table), view(key.name)));
    for (const auto& check : checks(catalog)) // of other tables it does not matter, but another name does no harm
        if (stated(check.name)) constraints_.insert(constraint_key(view(check.table), view(check.name)));
}

std::string NameSpaces::key(std::uint32_t rule, std::string_view name) {
    return rule == SCHEMAD_NAMES_EXACT ? std::string{name}
                                       : model::without_case(name, rule == SCHEMAD_NAMES_ASCII_CASE);
}

std::string NameSpaces::inside(std::uint32_t rule, std::string_view table, std::string_view name) const {
    return table_key(table) + '\0' + key(rule, name);
}

std::string NameSpaces::constraint_key(std::string_view table, std::string_view name) const {
    return inside(rules_.foreign_keys, has(SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE) ? std::string_view{} : table, name);
}

const NameSpaces::Holder* NameSpaces::relation(std::string_view name) const {
    const auto found = relations_.find(table_key(name));
    return found == relations_.end() ? nullptr : &found->second;
}

bool NameSpaces::take_table(const std::string& name) {
    return relations_.emplace(table_key(name), Holder{"new table", name}).second;
}

bool NameSpaces::take_index(std::string_view table, const std::string& name) {
    if (has(SCHEMAD_NAMES_INDEXES_ARE_RELATIONS))
        return relations_.emplace(table_key(name), Holder{"new index", name}).second;
    return indexes_.emplace(inside(rules_.indexes, table, name), std::string{}).second;
}

bool NameSpaces::take_foreign_key(std::string_view table, const std::string& name, std::string_view column) {
    const auto as_index = inside(rules_.indexes, table, name);
    if (has(SCHEMAD_NAMES_FOREIGN_KEY_IS_INDEX))
        if (const auto index = indexes_.find(as_index); index != indexes_.end() && index->second != column_key(column))
            return false;
    if (!constraints_.insert(constraint_key(table, name)).second) return false;
    if (has(SCHEMAD_NAMES_FOREIGN_KEY_IS_INDEX)) indexes_.emplace(as_index, column_key(column));
    return true;
}

bool NameSpaces::is_reserved_column(std::string_view name) const {
    const auto wanted = column_key(name);
    for (auto rest = view(rules_.reserved_columns); !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        if (column_key(rest.substr(0, end)) == wanted) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

std::string NameSpaces::unheld(std::string_view name, bool table) const {
    const auto characters = static_cast<std::size_t>(
        std::count_if(name.begin(), name.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    const auto length = has(SCHEMAD_NAMES_LENGTH_IN_BYTES) ? name.size() : characters;
    if (rules_.longest != 0 && length > rules_.longest)
        return "is longer than " + std::to_string(rules_.longest) +
               (has(SCHEMAD_NAMES_LENGTH_IN_BYTES) ? " bytes" : " characters");
    if (has(SCHEMAD_NAMES_BASIC_PLANE) &&
        std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; }))
        return "holds a character that names cannot hold in this database";
    const auto prefix = view(rules_.reserved_prefix);
    if (table && !prefix.empty() && table_key(name).starts_with(prefix))
        return "begins with \"" + std::string{prefix} + "\", which is the database's own";
    if (!table && is_reserved_column(name)) return "is one of the database's own";
    return {};
}

} // namespace schemad::plan
