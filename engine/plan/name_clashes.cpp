// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/name_clashes.hpp"

#include <unordered_map>

#include "engine/model/items.hpp"
#include "engine/model/names.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
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

void judge_table(Draft& draft, const std::string& name) {
    if (auto fault = draft.names.unheld(name, true); !fault.empty()) refuse("Collection", name, "the name " + fault);
    // tables of ours that are not made yet; the others are in the catalog
    if (const auto key = draft.names.table_key(name); key != name && snapshot::is_kept_out(key))
        refuse("Collection", name, other_case(key));
    const auto* holder = draft.names.relation(name);
    if (!holder) {
        draft.names.take_table(name);
        return;
    }
    if (holder->name == name && holder->kind != "table")
        refuse("Collection", name, name + " is " + with_article(holder->kind) + " here");
    if (holder->name == name) throw refused({name, {}}, "Collection \"" + name + "\" already exists");
    refuse("Collection", name, with_article(holder->kind) + " " + other_case(holder->name));
}

void judge_columns(const Input& in, Draft& draft, const TableWork& work) {
    bool adds = false;
    std::unordered_map<std::string, std::string> there; // by key
    for (const auto& change : work.changes) adds |= change.change.kind == SCHEMAD_ADD_COLUMN;
    if (!adds) return;
    if (work.kind != SCHEMAD_CREATE_TABLE)
        for (const auto& column : schemad::columns(*in.model.catalog))
            if (view(column.table) == work.name)
                there.emplace(draft.names.column_key(view(column.name)), view(column.name));
    // what goes so that another of its very name can come
    for (const auto& change : work.changes)
        if (change.change.kind == SCHEMAD_DROP_COLUMN && change.phase == Phase::replace_column)
            there.erase(draft.names.column_key(change.field));
    for (const auto& change : work.changes) {
        if (change.change.kind != SCHEMAD_ADD_COLUMN) continue;
        const std::string column{view(change.change.column->name)}, name = name_of(work.name, column);
        if (auto fault = draft.names.unheld(column, false); !fault.empty()) refuse("Field", name, "the name " + fault);
        const auto [at, fresh] = there.emplace(draft.names.column_key(column), column);
        if (fresh) continue;
        if (at->second == column)
            throw refused({work.name, column},
                          "Field \"" + column + "\" already exists in collection \"" + work.name + "\"");
        refuse("Field", name, "column " + other_case(at->second));
    }
}

// Meta rows find what they are for by its name: where their text has no case, "Posts" finds the row of "posts".
void judge_rows(const Input& in, Draft& draft) {
    if (!draft.names.rows_ignore_case()) return;
    std::unordered_map<std::string, std::string> collections;
    std::unordered_map<std::string, std::unordered_map<std::string, std::string>> fields;
    for (const auto& row : in.model.collections.list)
        collections.emplace(draft.names.row_key(row.collection), row.collection);
    for (const auto& change : in.set.changes()) {
        if (change.action != Action::create || !model::object_of(change.after, "meta")) continue;
        if (change.kind == ItemKind::collection) {
            const auto& name = change.collection;
            const auto [at, fresh] = collections.emplace(draft.names.row_key(name), name);
            if (!fresh && at->second != name) refuse("Collection", name, "collection " + other_case(at->second));
        } else if (change.kind == ItemKind::field) {
            const auto [entry, first] = fields.try_emplace(change.collection);
            auto* const of = &*entry; // a lambda of clang 14 takes no structured binding
            if (first) {
                const auto add = [&](std::string_view field) {
                    of->second.emplace(draft.names.row_key(field), std::string{field});
                };
                for (const auto* row : in.field_rows(change.collection))
                    if (in.set.wanted(ItemKind::field, row->collection, row->field)) add(row->field);
                for (const auto& column : schemad::columns(*in.model.catalog))
                    if (view(column.table) == change.collection) {
                        const auto* goes = in.set.change_of(ItemKind::field, change.collection, view(column.name));
                        if (!goes || goes->action != Action::remove) add(view(column.name));
                    }
            }
            const auto [at, fresh] = of->second.emplace(draft.names.row_key(change.field), change.field);
            if (!fresh && at->second != change.field)
                refuse("Field", name_of(change.collection, change.field), "field " + other_case(at->second));
        }
    }
}

} // namespace

std::string kind_of_table(const Input& in, std::string_view name) {
    const auto* table = in.index.any_table(name);
    return table && table->kind != SCHEMAD_TABLE_BASE ? kind_word(table->kind) : std::string{};
}

std::string no_collection(const Input& in, const Draft& draft, std::string_view name) {
    const auto* table = in.index.any_table(name);
    if (table && !in.is_removed(name)) {
        if (table->kind != SCHEMAD_TABLE_BASE) return "is a " + std::string{kind_word(table->kind)} + " here";
        return snapshot::hides_fields(name) ? "has a blank in its name, so a snapshot shows no fields of it here"
                                            : "has no primary key of one column here";
    }
    return may_lack_table(in, draft, name) ? "has no table here" : "does not exist here";
}

void refuse_name_clashes(const Input& in, Draft& draft) {
    for (auto& work : draft.order) {
        if (work->kind == SCHEMAD_CREATE_TABLE) judge_table(draft, work->name);
        if (work->kind != SCHEMAD_DROP_TABLE) judge_columns(in, draft, *work);
    }
    judge_rows(in, draft);
}

std::string free_foreign_key_name(Draft& draft, std::string_view collection, std::string_view field) {
    const auto name_with = [&](std::span<const std::string_view> parts) {
        return model::default_name(model::NameKind::foreign, collection, parts, model::foreign_key_name_max);
    };
    auto name = name_with(std::span(&field, 1));
    for (int n = 2; !draft.names.take_foreign_key(collection, name, field); ++n) {
        const auto number = std::to_string(n);
        const std::string_view parts[] = {field, number};
        name = name_with(parts);
    }
    return name;
}

} // namespace schemad::plan
