// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_fields.hpp"

#include <algorithm>

#include "engine/model/field_types.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/alter_column.hpp"
#include "engine/plan/cast_flags.hpp"
#include "engine/plan/clean_up.hpp"
#include "engine/plan/meta_sql.hpp"
#include "engine/plan/name_clashes.hpp"
#include "engine/plan/plan_defaults.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
#include "engine/plan/plan_indexes.hpp"
#include "engine/plan/references.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

void check_type(const EntityChange& change) {
    const auto* type = change.after.if_contains("type");
    const auto word = model::text_of(change.after, "type");
    if (model::is_field_type(word)) return;
    throw refused({change.collection, change.field},
                  "Illegal type passed: \"" +
                      (type && !type->is_string() ? json::serialize(*type) : std::string{word}) + "\"");
}

void adopt_column(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change,
                  const schemad_column& column) {
    const auto found = facts.adopted.find(name_of(change.collection, change.field));
    if (found == facts.adopted.end()) return;
    EntityChange as_update = change;
    as_update.before = &found->second;
    check_key_unchanged(as_update);
    alter_column(in, facts, draft, as_update, column);
}

// Its first meta row.
void track(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    const auto flagged = with_cast_flag(in, draft, change.after, {change.collection, change.field});
    json::object row = without_dangling(in, facts, draft, change, nullptr, *model::object_of(flagged, "meta"));
    row["collection"] = change.collection;
    row["field"] = change.field;
    if (change.row_id) row["id"] = change.row_id;
    insert_row(in, draft, ItemKind::field, {change.collection, change.field}, std::move(row));
}

void create_field(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    const auto &collection = change.collection, &field = change.field;
    const auto name = name_of(collection, field);
    const bool column = has_column(change.after);
    check_type(change);
    check_special(change);
    if (facts.left_out.contains(collection, field)) return;
    if (in.system.contains(collection, field))
        throw refused({change.collection, change.field},
                      "Field \"" + field + "\" already exists in collection \"" + collection + "\"");
    if (!draft.is_created_table(collection)) {
        if (!in.index.is_collection(collection) || in.is_removed(collection)) {
            throw refused({collection, field}, "Field \"" + name + "\" belongs to collection \"" + collection +
                                                   "\", which " + no_collection(in, draft, collection));
        }
        const auto* there = in.index.column(collection, field);
        const auto* now = in.set.change_of(ItemKind::field, collection, field);
        const bool replaces = now && in.set.current(ItemKind::field, collection, field); // removed earlier in this diff
        if (const auto* untracked = untracked_column(in, change)) adopt_column(in, facts, draft, change, *untracked);
        if (column && (!there || replaces)) {
            if (nested_truthy(change.after, "schema", "is_primary_key") ||
                nested_truthy(change.after, "schema", "has_auto_increment"))
                throw refused({change.collection, change.field}, "The primary key of collection \"" + collection +
                                                                     "\" cannot be changed (field \"" + field + "\")");
            auto& work = draft.table(collection);
            auto spec =
                column_spec(work, facts.spelling.in_own_types(change.after), facts.spelling.is_own(change.after));
            leave_out_indexes(in, draft, spec, collection);
            leave_out_unfit_default(in, draft, spec, {collection, field});
            work.add_column(spec);
            if (spec.flags & SCHEMAD_SPEC_UNIQUE) set_index(in, draft, work, collection, field, true, true);
            if (spec.flags & SCHEMAD_SPEC_INDEXED) set_index(in, draft, work, collection, field, false, true);
        }
    }
    if (!model::object_of(change.after, "meta")) {
        leave_without_row(in, draft, {collection, field}, "field", has_column(change.after));
        return;
    }
    track(in, facts, draft, change);
}

// The rows of a new collection's fields: ungrouped ones first, then group by group. Their order gives the ids, and so
// the order in every later snapshot.
void create_fields_of(const Input& in, const Facts& facts, Draft& draft, const std::string& collection) {
    const auto& changes = in.field_changes(collection);
    std::vector<std::string_view> groups{""};
    for (const auto* change : changes) {
        const auto group = nested_text(change->after, "meta", "group");
        if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
    }
    for (const auto group : groups)
        for (const auto* change : changes)
            if (change->action == Action::create && nested_text(change->after, "meta", "group") == group)
                create_field(in, facts, draft, *change);
}

void update_field(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    if (change.forgets) return forget_rows_of(in, draft, change);
    check_type(change);
    check_special(change);
    if (has_column(*change.before) != has_column(change.after))
        throw refused({change.collection, change.field}, "Alias type cannot be changed");
    check_key_unchanged(change);
    if (const auto* column = has_column(change.after) ? in.index.column(change.collection, change.field) : nullptr)
        alter_column(in, facts, draft, change, *column);
    const auto* row = in.row_of(ItemKind::field, change.collection, change.field);
    const auto* before = model::object_of(*change.before, "meta");
    const auto* after = model::object_of(change.after, "meta");
    if (row && before && after)
        update_row(in, draft, ItemKind::field, {change.collection, change.field}, *row, *before,
                   without_dangling(in, facts, draft, change, before, with_kept_cast_flag(in, draft, change, *after)));
    else if (!row && !before && after)
        track(in, facts, draft, change);
}

// An index over several columns stays over the rest, or goes with the column, as the database has it. Where the rest
// would make another field indexed, which is not wanted, it goes, by name.
void drop_index_of_rest(const Input& in, Draft& draft, TableWork& work, const std::string& collection,
                        const std::string& field) {
    for (const auto* index : in.index.indexes(collection)) {
        if (index->column_count < 2 || (index->flags & SCHEMAD_INDEX_UNIQUE)) continue;
        std::vector<std::string> rest;
        bool concerned = false, first = false;
        for (std::size_t i = 0; i < index->column_count; ++i) {
            const auto column =
                stated(index->columns[i]) ? view(index->columns[i]) : std::string_view{}; // an expression
            const auto* change = in.set.change_of(ItemKind::field, collection, column);
            if (column == field)
                concerned = true, first = i == 0;
            else if (!change || change->action != Action::remove)
                rest.emplace_back(column);
        }
        if (!concerned || rest.empty() || (!first && rest.size() > 1)) continue;
        const auto* wanted = in.set.wanted(ItemKind::field, collection, rest[0]);
        if (!wanted || nested_truthy(*wanted, "schema", "is_indexed") ||
            nested_truthy(*wanted, "schema", "is_primary_key"))
            continue;
        if (in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) && keeps_foreign_key(in, collection, rest[0])) continue;
        if (!draft.indexes_of_rest.insert(index).second) continue;
        work.drop_index(*index, field);
        draft.leave_out({collection, rest[0]}, "index " + std::string{view(index->name)},
                        "goes with " + field + ": over the other columns alone it would make this field indexed");
    }
}

void remove_field(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    const auto &collection = change.collection, &field = change.field;
    const auto name = name_of(collection, field);
    if (in.is_removed(collection)) return;
    const bool column = has_column(*change.before);
    if (column && in.system.contains(collection, field))
        throw refused({change.collection, change.field}, "System field \"" + name + "\" cannot be deleted");
    if (const auto* there = column ? in.index.column(collection, field) : nullptr) {
        if (there->flags & (SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY))
            throw refused({change.collection, change.field}, "The primary key of collection \"" + collection +
                                                                 "\" cannot be changed (field \"" + field + "\")");
        auto& work = draft.table(collection);
        for (const auto* key : in.index.foreign_keys(collection))
            if (key->column_count == 1 && view(key->columns[0]) == field) work.drop_foreign_key(*key);
        drop_index_of_rest(in, draft, work, collection, field);
        const auto* next = in.set.wanted(ItemKind::field, collection, field);
        work.drop_column(field, next && has_column(*next) ? Phase::replace_column : Phase::drop_column);
    }
    if (const auto* row = in.row_of(ItemKind::field, collection, field))
        delete_row(in, draft, ItemKind::field, {collection, field}, *row);
    forget_field(in, facts, draft, collection, field, !column);
}

void plan_system_field(const Input& in, Draft& draft, const EntityChange& change) {
    const bool wanted = nested_truthy(change.after, "schema", "is_indexed");
    const bool now = change.before && nested_truthy(*change.before, "schema", "is_indexed");
    if (!wanted && now && in.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_INDEX) &&
        foreign_key_of(in, change.collection, change.field)) {
        draft.leave_out({change.collection, change.field}, "schema.is_indexed", "the foreign key keeps its index");
        return;
    }
    if (wanted != now)
        set_index(in, draft, draft.table(change.collection), change.collection, change.field, false, wanted);
}

} // namespace

void plan_fields(const Input& in, const Facts& facts, Draft& draft) {
    std::unordered_set<std::string_view> written; // new collections
    for (const auto& change : in.set.changes()) {
        if (change.kind == ItemKind::system_field) plan_system_field(in, draft, change);
        if (change.kind != ItemKind::field) continue;
        if (change.action == Action::create && !draft.is_created_table(change.collection))
            create_field(in, facts, draft, change);
        else if (change.action == Action::create && written.insert(change.collection).second)
            create_fields_of(in, facts, draft, change.collection);
        if (change.action == Action::update) update_field(in, facts, draft, change);
        if (change.action == Action::remove) remove_field(in, facts, draft, change);
    }
}

} // namespace schemad::plan
