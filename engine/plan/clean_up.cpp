// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/clean_up.hpp"

#include <algorithm>

#include "engine/model/items.hpp"
#include "engine/plan/meta_sql.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

const json::object* meta_of(const json::object* item) { return item ? model::object_of(*item, "meta") : nullptr; }

} // namespace

// Relations of either side, and lists of allowed collections.
void forget_references_to(const Input& in, const Facts& facts, Draft& draft, const std::string& collection) {
    for (const auto* row : facts.mentions.relations_about(collection)) {
        const auto name = name_of(row->collection, row->field);
        const auto* change = in.set.change_of(ItemKind::relation, row->collection, row->field);
        if (change && change->action == Action::remove) continue; // its own entry deletes it
        if (row->collection == collection) {
            delete_row(in, draft, ItemKind::relation, {row->collection, row->field}, *row);
            continue;
        }
        const auto* meta = meta_of(in.set.wanted(ItemKind::relation, row->collection, row->field));
        if (!meta) continue;
        // A whole snapshot that leaves a collection out leaves out what points to it as well; one that does not was
        // not meant to drop a table.
        if (model::text_of(*meta, "one_collection") == collection)
            throw refused({row->collection, row->field}, "Collection \"" + collection +
                                                             "\" cannot be deleted: relation \"" + name +
                                                             "\" still points to it");
        if (change) continue; // looked at where it is written
        draft.leave_out({row->collection, row->field}, "meta.one_allowed_collections",
                        "collection " + collection + " is deleted");
        // all that go at once: the list is written as a whole
        if (!draft.shortened_lists.insert(row).second) continue;
        json::array rest;
        for (const auto& allowed : allowed_collections(*meta))
            if (!in.is_removed(allowed)) rest.emplace_back(allowed);
        const json::object before{{"one_allowed_collections", nullptr}};
        json::object after;
        after.emplace("one_allowed_collections", std::move(rest));
        update_row(in, draft, ItemKind::relation, {row->collection, row->field}, *row, before, after);
    }
}

void forget_collection(const Input& in, const Facts& facts, Draft& draft, const std::string& collection,
                       bool had_table) {
    const auto by_collection = [&](const std::string& table, const std::string& column) {
        if (!in.has_column_named(table, column)) return;
        const auto rows = " from " + in.q(table) + " where " + in.q(column) + " = ?";
        auto& step = draft.run_sql(MetaOrder::remove, table, collection, "delete rows", "delete" + rows, {collection});
        step.destroys_data = true;
        Statement count;
        count.sql = "select count(*)" + rows;
        count.params = {collection};
        step.counts.push_back(std::move(count));
    };
    // children of a folder that goes move to the top
    for (const auto* child : facts.mentions.children_of(collection)) {
        const std::string name{child->collection};
        const auto* now = in.set.current(ItemKind::collection, name);
        if (!now || nested_text(*now, "meta", "group") != collection) continue; // looked at where it is written
        if (in.set.is_forgotten(ItemKind::collection, name) && !in.is_removed(collection)) continue;
        const json::object before{{"group", collection}}, after{{"group", nullptr}};
        update_row(in, draft, ItemKind::collection, {name, {}}, *child, before, after);
        draft.leave_out({name, {}}, "meta.group", "its folder " + collection + " is deleted");
    }
    if (had_table) {
        for (const auto* row : in.field_rows(collection))
            delete_row(in, draft, ItemKind::field, {collection, row->field}, *row);
        if (in.has_column_named("directus_revisions", "parent")) {
            const auto children = " where " + in.q("parent") + " in (select " + in.q("id") + " from (select " +
                                  in.q("id") + " from " + in.q("directus_revisions") + " where " + in.q("collection") +
                                  " = ?) gone)";
            auto& step = draft.run_sql(
                MetaOrder::remove, "directus_revisions", collection, "update rows",
                "update " + in.q("directus_revisions") + " set " + in.q("parent") + " = null" + children, {collection});
            step.destroys_data = true; // which revision was whose child
            Statement count;
            count.sql = "select count(*) from " + in.q("directus_revisions") + children;
            count.params = {collection};
            step.counts.push_back(std::move(count));
        }
        for (const auto table : {"directus_presets", "directus_revisions", "directus_activity", "directus_permissions"})
            by_collection(table, "collection");
    }
    // Rows that hang on the meta row by foreign key: the database does it, except while keys are suspended.
    for (const auto* key : in.index.referencing("directus_collections")) {
        const std::string table{view(key->table)}, column{view(key->columns[0])};
        if (key->column_count != 1 || table == "directus_collections") continue;
        if (view(key->on_delete) == "CASCADE") by_collection(table, column);
        if (view(key->on_delete) == "SET NULL")
            draft.run_sql(MetaOrder::remove, table, collection, "update rows",
                          "update " + in.q(table) + " set " + in.q(column) + " = null where " + in.q(column) + " = ?",
                          {collection});
    }
    if (const auto* row = in.row_of(ItemKind::collection, collection))
        delete_row(in, draft, ItemKind::collection, {collection, {}}, *row);
}

void forget_rows_of(const Input& in, const Facts& facts, Draft& draft, const std::string& collection) {
    for (const auto& row : in.meta_rows(ItemKind::relation).list)
        if (row.collection == collection) delete_row(in, draft, ItemKind::relation, {collection, row.field}, row);
    for (const auto* row : in.field_rows(collection))
        delete_row(in, draft, ItemKind::field, {collection, row->field}, *row);
    forget_collection(in, facts, draft, collection, false);
    if (in.dialect->lists_untracked) draft.plan.unshowable.push_back(collection); // it is shown without a row
}

void forget_rows_of(const Input& in, Draft& draft, const EntityChange& change) {
    if (in.set.is_forgotten(ItemKind::collection, change.collection)) return; // goes with all of it
    for (const auto& row : in.meta_rows(change.kind).list)                    // there may be two
        if (row.collection == change.collection && row.field == change.field)
            delete_row(in, draft, change.kind, {change.collection, change.field}, row);
    if (in.dialect->lists_untracked) draft.plan.unshowable.push_back(name_of(change.collection, change.field));
}

// Permissions list fields as comma text: the name goes wherever it stands, and null remains of an empty list.
void forget_permissions(const Input& in, Draft& draft) {
    for (const auto& row : in.model.permissions) {
        const auto gone = draft.forgotten_fields.find(row.collection);
        if (gone == draft.forgotten_fields.end()) continue;
        std::string rest, first_gone;
        for (std::size_t at = 0; at <= row.fields.size();) {
            const auto end = std::min(row.fields.find(',', at), row.fields.size());
            const auto name = row.fields.substr(at, end - at);
            if (!gone->second.contains(name))
                rest.append(rest.empty() ? "" : ",").append(name);
            else if (first_gone.empty())
                first_gone = name;
            at = end + 1;
        }
        if (first_gone.empty()) continue;
        const auto sql =
            "update " + in.q("directus_permissions") + " set " + in.q("fields") + " = ? where " + in.q("id") + " = ?";
        auto& step = draft.run_sql(MetaOrder::remove, "directus_permissions", name_of(row.collection, first_gone),
                                   "update row", sql, {rest.empty() ? Param{nullptr} : Param{rest}, row.id});
        step.collection = row.collection;
        step.fields.push_back(first_gone);
        Statement undo;
        undo.sql = sql;
        undo.params = {row.fields, row.id};
        step.undo.push_back(std::move(undo));
        step.reversible = true;
    }
}

} // namespace schemad::plan
