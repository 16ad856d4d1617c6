// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/adoption.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "engine/adopt/aliases.hpp"
#include "engine/adopt/choice.hpp"
#include "engine/adopt/entries.hpp"
#include "engine/model/app_defaults.hpp"
#include "engine/model/local_type.hpp"
#include "engine/plan/cast_flags.hpp"

namespace schemad::adopt {

namespace json = boost::json;
using model::ItemKind;
using snapshot::MetaRow;
using snapshot::MetaRows;

namespace {

// Rows as a snapshot is made of, of what has none yet.
struct NewRows {
    MetaRows collections, fields, relations;
};

void add(MetaRows& rows, std::string_view collection, std::string_view field, json::object meta) {
    MetaRow row;
    row.collection = collection, row.field = field;
    row.id = snapshot::without_row;
    if (const auto* special = meta.if_contains("special"); special && special->is_array()) {
        row.special.emplace();
        for (const auto& flag : special->get_array()) row.special->emplace_back(flag.get_string());
    }
    row.meta = std::move(meta);
    rows.list.push_back(std::move(row));
}

// What Directus's app gives it, and the flag without which this vendor takes its type for another.
json::object meta_of(const schemad_column& column, std::string_view target, const Vendor& vendor) {
    const auto type = model::local_type(&column, nullptr);
    model::ColumnRole role{type};
    role.is_key = (column.flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) != 0;
    role.counts_up = (column.flags & SCHEMAD_COLUMN_AUTO_INCREMENT) != 0;
    role.points_to = target;
    auto meta = model::app_meta_of_column(role);
    if (const auto flag = plan::cast_flag_of(vendor, type); !flag.empty()) {
        auto& special = meta["special"];
        if (!special.is_array()) special.emplace_array();
        auto& flags = special.get_array();
        if (std::find(flags.begin(), flags.end(), json::value(flag)) == flags.end()) flags.emplace_back(flag);
    }
    meta["collection"] = view(column.table), meta["field"] = view(column.name);
    return meta;
}

NewRows rows_of(const Choice& chosen, const std::vector<Alias>& aliases, const Vendor& vendor) {
    NewRows rows;
    for (const auto table : chosen.tables) {
        auto meta = model::app_meta_of_collection(chosen.is_junction(table));
        meta["collection"] = table;
        add(rows.collections, table, {}, std::move(meta));
    }
    for (const auto* column : chosen.columns)
        add(rows.fields, view(column->table), view(column->name), meta_of(*column, chosen.target_of(*column), vendor));
    std::unordered_map<const schemad_foreign_key*, const Alias*> other_side;
    for (const auto& alias : aliases) {
        const auto one = view(alias.of->referenced_table);
        auto meta = model::app_meta_of_alias("o2m");
        meta["collection"] = one, meta["field"] = alias.name;
        add(rows.fields, one, alias.name, std::move(meta));
        other_side.emplace(alias.of, &alias);
    }
    for (const auto* key : chosen.foreign_keys) {
        json::object meta{{"many_collection", view(key->table)},
                          {"many_field", view(key->columns[0])},
                          {"one_collection", view(key->referenced_table)}};
        if (const auto found = other_side.find(key); found != other_side.end()) meta["one_field"] = found->second->name;
        add(rows.relations, view(key->table), view(key->columns[0]), std::move(meta));
    }
    return rows;
}

bool before(const LeftOut& a, const LeftOut& b) {
    return std::tie(a.collection, a.field, a.property) < std::tie(b.collection, b.field, b.property);
}

json::array told(const Choice& chosen, const std::vector<Alias>& aliases) {
    struct Told {
        json::array fields, relations;
    };
    std::map<std::string_view, Told> all;
    for (const auto table : chosen.tables) all[table];
    for (const auto* column : chosen.columns) all[view(column->table)].fields.emplace_back(view(column->name));
    for (const auto& alias : aliases) all[view(alias.of->referenced_table)].fields.emplace_back(alias.name);
    for (const auto* key : chosen.foreign_keys)
        all[view(key->table)].relations.push_back(
            {{"field", view(key->columns[0])}, {"related_collection", view(key->referenced_table)}});
    json::array list;
    for (auto& [name, one] : all)
        list.push_back({{"collection", name},
                        {"new", std::binary_search(chosen.tables.begin(), chosen.tables.end(), name)},
                        {"hidden", chosen.is_junction(name)},
                        {"fields", std::move(one.fields)},
                        {"relations", std::move(one.relations)}});
    return list;
}

} // namespace

Adoption adoption_of(const snapshot::Model& model, const Vendor& vendor, const model::Dialect& dialect,
                     const Terms& terms) {
    Choice chosen(model, terms);
    Adoption made;
    made.diff = empty_diff(dialect);
    std::vector<Alias> aliases;
    if (terms.aliases) aliases = aliases_of(chosen, model, terms, chosen.left_out);
    auto rows = rows_of(chosen, aliases, vendor);
    // what a snapshot would show of these rows, to the letter: nothing is wanted but what is there
    const auto wanted =
        snapshot::assemble(*model.catalog, rows.collections, rows.fields, rows.relations, dialect, {}, {});
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation})
        for (const auto& value : model::list_of(wanted, kind))
            if (const auto& item = value.get_object(); model::object_of(item, "meta"))
                add_entry(made.diff, kind, item, tracking(item, dialect));
    made.collections = told(chosen, aliases);
    made.left_out = std::move(chosen.left_out);
    std::stable_sort(made.left_out.begin(), made.left_out.end(), before);
    return made;
}

} // namespace schemad::adopt
