// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/choice.hpp"

#include <algorithm>
#include <string>

#include "engine/adopt/unfit.hpp"
#include "engine/model/items.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/snapshot/clean_text.hpp"

namespace schemad::adopt {

using model::FieldKey;

namespace {

FieldKey key_of(const schemad_foreign_key& key) { return {view(key.table), view(key.columns[0])}; }

std::string column_list(const schemad_foreign_key& key) {
    std::string names;
    for (std::size_t i = 0; i < key.column_count; ++i)
        names += (i ? ", " : "") + std::string{std::string_view{snapshot::CleanText(view(key.columns[i]))}};
    return names;
}

} // namespace

Choice::Choice(const snapshot::Model& model, const Terms& terms) : index(*model.catalog), model_(model), terms_(terms) {
    for (const auto& row : model.collections.list) {
        had_a_row_.insert(row.collection);
        if (index.is_collection(row.collection)) tracked_.insert(row.collection);
    }
    for (const auto& row : model.fields.list) field_rows_.insert({row.collection, row.field});
    // the meta objects are in the snapshot, and what a relation leads to with them
    for (const auto& row : model.relations.list) related_rows_.emplace(FieldKey{row.collection, row.field}, "");
    for (const auto& value : model::list_of(model.snapshot.get_object(), model::ItemKind::relation)) {
        const auto& item = value.get_object();
        const auto found =
            related_rows_.find(FieldKey{model::text_of(item, "collection"), model::text_of(item, "field")});
        if (found != related_rows_.end() && model::object_of(item, "meta"))
            found->second = model::text_of(item, "related_collection");
    }
    choose_tables();
    choose_foreign_keys();
    choose_columns();
}

void Choice::leave_out(std::string_view collection, std::string_view field, std::string property, std::string why) {
    left_out.push_back({std::string{std::string_view{snapshot::CleanText(collection)}},
                        std::string{std::string_view{snapshot::CleanText(field)}}, std::move(property),
                        std::move(why)});
}

void Choice::choose_tables() {
    std::vector<const schemad_table*> all;
    for (const auto& table : schemad::tables(*model_.catalog))
        if (terms_.ask_for(view(table.name)) && !had_a_row_.contains(view(table.name))) all.push_back(&table);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto* a, const auto* b) { return view(a->name) < view(b->name); });
    for (const auto* table : all) {
        const auto name = view(table->name);
        if (table->kind == SCHEMAD_TABLE_SEQUENCE) continue; // nobody takes it for data
        auto why = why_no_collection(*table, index);
        if (why.empty()) why = terms_.why_kept_off(name);
        if (!why.empty()) {
            leave_out(name, {}, {}, std::move(why));
            continue;
        }
        if (!tracked_.insert(name).second) continue; // of that name in another schema
        tables.push_back(name);
    }
}

std::string Choice::why_no_relation(const schemad_foreign_key& key) const {
    const auto of = key_of(key);
    const auto target = view(key.referenced_table);
    const auto named = std::string{std::string_view{snapshot::CleanText(target)}};
    if (key.column_count != 1)
        return "a foreign key over " + std::to_string(key.column_count) + " columns (" + column_list(key) +
               "), and a relation is of one";
    if (!(key.flags & SCHEMAD_FK_IN_SNAPSHOT)) return "a foreign key that Directus does not see";
    if (auto why = terms_.why_kept_off(of.collection, of.field); !why.empty()) return why;
    if (terms_.view.hides(target, {})) return "the foreign key leads to " + named + ", which the project ignores";
    if (!is_tracked(target) && !(model::is_system_name(target) && index.is_collection(target)))
        return "the foreign key leads to " + named + ", which is no collection";
    const auto* primary = index.primary_key(target);
    if (stated(key.referenced_columns[0]) && (!primary || view(primary->name) != view(key.referenced_columns[0])))
        return "the foreign key leads to a column of " + named + " that is not its primary key, and a relation's does";
    if (const auto* column = index.column(of.collection, of.field); !column || !why_no_field(*column).empty())
        return "its column cannot be a field";
    if (!field_rows_.contains(of) && !terms_.ask_for(of.collection)) return "its column is no field";
    if (targets_.contains(of)) return "a second foreign key of this column, and it has one relation";
    return {};
}

void Choice::choose_foreign_keys() {
    for (const auto& key : schemad::foreign_keys(*model_.catalog)) {
        const auto table = view(key.table);
        if (key.column_count == 0 || !is_tracked(table) || model::is_system_name(table)) continue;
        if (!terms_.ask_for(table) && !terms_.ask_for(view(key.referenced_table))) continue;
        const auto of = key_of(key);
        if (const auto row = key.column_count == 1 ? related_rows_.find(of) : related_rows_.end();
            row != related_rows_.end()) {
            if (!row->second.empty() && row->second != view(key.referenced_table))
                leave_out(of.collection, of.field, "relation",
                          "its foreign key leads to " + std::string{view(key.referenced_table)} +
                              ", and a relation to " + std::string{row->second} + " is tracked");
            continue;
        }
        if (auto why = why_no_relation(key); !why.empty()) {
            leave_out(of.collection, of.field, "relation", std::move(why));
            continue;
        }
        targets_.emplace(of, view(key.referenced_table));
        foreign_keys.push_back(&key);
    }
}

void Choice::choose_columns() {
    for (const auto& column : schemad::columns(*model_.catalog)) {
        const auto table = view(column.table), name = view(column.name);
        if (!is_tracked(table) || model::is_system_name(table) || !terms_.ask_for(table)) continue;
        if (field_rows_.contains(FieldKey{table, name})) continue;
        auto why = why_no_field(column);
        if (why.empty()) why = terms_.why_kept_off(table, name);
        if (why.empty())
            columns.push_back(&column);
        else
            leave_out(table, name, {}, std::move(why));
    }
}

std::string_view Choice::target_of(const schemad_column& column) const {
    const auto found = targets_.find(FieldKey{view(column.table), view(column.name)});
    return found == targets_.end() ? std::string_view{} : found->second;
}

bool Choice::is_junction(std::string_view table) const {
    const auto& all = index.columns(table);
    const auto leading = std::count_if(all.begin(), all.end(), [&](const auto* column) {
        return !(column->flags & SCHEMAD_COLUMN_SOLE_PRIMARY_KEY) && !target_of(*column).empty();
    });
    return all.size() == 3 && leading == 2;
}

} // namespace schemad::adopt
