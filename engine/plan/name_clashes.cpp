// SPDX-License-Identifier: Apache-2.0
// Judges the names of everything a plan makes, once, when all of it is known and before any of it is rendered: what the
// database would take for something that is there, or cannot hold, is refused by name.
#include <unordered_map>

#include "engine/error.hpp"
#include "engine/model/items.hpp"
#include "engine/model/names.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/plan/planner.hpp"
#include "engine/plan/refused.hpp"

namespace schemad::plan {

namespace {

[[noreturn]] void refuse(const char* noun, const std::string& name, const std::string& why) {
    throw refused({name, {}}, std::string{noun} + " \"" + name + "\" cannot be created: " + why);
}

std::string with_article(const std::string& noun) { return (noun.starts_with("i") ? "an " : "a ") + noun; }

std::string other_case(const std::string& there) {
    return "\"" + there + "\" is there, and the two names are one to this database or to Directus on it";
}

} // namespace

std::string Planner::kind_of_table(std::string_view name) const {
    const auto* table = index_.any_table(name);
    return table && table->kind != SCHEMAD_TABLE_BASE ? kind_word(table->kind) : std::string{};
}

std::string Planner::no_collection(std::string_view name) const {
    const auto* table = index_.any_table(name);
    if (table && !is_removed(name)) {
        if (table->kind != SCHEMAD_TABLE_BASE) return "is a " + std::string{kind_word(table->kind)} + " here";
        return snapshot::hides_fields(name) ? "has a blank in its name, so a snapshot shows no fields of it here"
                                            : "has no primary key of one column here";
    }
    return may_lack_table(name) ? "has no table here" : "does not exist here";
}

void Planner::refuse_name_clashes() {
    for (auto& work : order_) {
        if (work->kind == SCHEMAD_CREATE_TABLE) judge_table(work->name);
        if (work->kind != SCHEMAD_DROP_TABLE) judge_columns(*work);
    }
    judge_rows();
}

void Planner::judge_table(const std::string& name) {
    if (auto fault = names_.unheld(name, true); !fault.empty()) refuse("Collection", name, "the name " + fault);
    // tables of ours that are not made yet; the others are in the catalog
    if (const auto key = names_.table_key(name); key != name && snapshot::is_kept_out(key))
        refuse("Collection", name, other_case(key));
    const auto* holder = names_.relation(name);
    if (!holder) {
        names_.take_table(name);
        return;
    }
    if (holder->name == name && holder->kind != "table")
        refuse("Collection", name, name + " is " + with_article(holder->kind) + " here");
    if (holder->name == name) throw refused({name, {}}, "Collection \"" + name + "\" already exists");
    refuse("Collection", name, with_article(holder->kind) + " " + other_case(holder->name));
}

void Planner::judge_columns(const TableWork& work) {
    bool adds = false;
    std::unordered_map<std::string, std::string> there; // by key
    for (const auto& change : work.changes) adds |= change.change.kind == SCHEMAD_ADD_COLUMN;
    if (!adds) return;
    if (work.kind != SCHEMAD_CREATE_TABLE)
        for (const auto& column : schemad::columns(*model_.catalog))
            if (view(column.table) == work.name) there.emplace(names_.column_key(view(column.name)), view(column.name));
    // what goes so that another of its very name can come
    for (const auto& change : work.changes)
        if (change.change.kind == SCHEMAD_DROP_COLUMN && change.phase == Phase::replace_column)
            there.erase(names_.column_key(change.field));
    for (const auto& change : work.changes) {
        if (change.change.kind != SCHEMAD_ADD_COLUMN) continue;
        const std::string column{view(change.change.column->name)}, name = name_of(work.name, column);
        if (auto fault = names_.unheld(column, false); !fault.empty()) refuse("Field", name, "the name " + fault);
        const auto [at, fresh] = there.emplace(names_.column_key(column), column);
        if (fresh) continue;
        if (at->second == column)
            throw refused({work.name, column},
                          "Field \"" + column + "\" already exists in collection \"" + work.name + "\"");
        refuse("Field", name, "column " + other_case(at->second));
    }
}

// Meta rows find what they are for by its name: where their text has no case, "Posts" finds the row of "posts".
void Planner::judge_rows() {
    if (!names_.rows_ignore_case()) return;
    std::unordered_map<std::string, std::string> collections;
    std::unordered_map<std::string, std::unordered_map<std::string, std::string>> fields;
    for (const auto& row : model_.collections.list) collections.emplace(names_.row_key(row.collection), row.collection);
    for (const auto& change : set_.changes()) {
        if (change.action != Action::create || !model::object_of(change.after, "meta")) continue;
        if (change.kind == ItemKind::collection) {
            const auto& name = change.collection;
            const auto [at, fresh] = collections.emplace(names_.row_key(name), name);
            if (!fresh && at->second != name) refuse("Collection", name, "collection " + other_case(at->second));
        } else if (change.kind == ItemKind::field) {
            const auto [entry, first] = fields.try_emplace(change.collection);
            auto* const of = &*entry; // a lambda of clang 14 takes no structured binding
            if (first) {
                const auto add = [&](std::string_view field) {
                    of->second.emplace(names_.row_key(field), std::string{field});
                };
                if (const auto rows = field_rows_.find(change.collection); rows != field_rows_.end())
                    for (const auto* row : rows->second)
                        if (set_.wanted(ItemKind::field, row->collection, row->field)) add(row->field);
                for (const auto& column : schemad::columns(*model_.catalog))
                    if (view(column.table) == change.collection) {
                        const auto* goes = set_.change_of(ItemKind::field, change.collection, view(column.name));
                        if (!goes || goes->action != Action::remove) add(view(column.name));
                    }
            }
            const auto [at, fresh] = of->second.emplace(names_.row_key(change.field), change.field);
            if (!fresh && at->second != change.field)
                refuse("Field", name_of(change.collection, change.field), "field " + other_case(at->second));
        }
    }
}

std::string Planner::free_foreign_key_name(std::string_view collection, std::string_view field) {
    const auto name_with = [&](std::span<const std::string_view> parts) {
        return model::default_name(model::NameKind::foreign, collection, parts, model::foreign_key_name_max);
    };
    auto name = name_with(std::span(&field, 1));
    for (int n = 2; !names_.take_foreign_key(collection, name, field); ++n) {
        const auto number = std::to_string(n);
        const std::string_view parts[] = {field, number};
        name = name_with(parts);
    }
    return name;
}

} // namespace schemad::plan
