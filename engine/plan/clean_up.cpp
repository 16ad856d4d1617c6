// SPDX-License-Identifier: Apache-2.0
// What else of a project mentions a collection or field that goes: meta rows, permissions, history.
// docs/spec/engine-6-apply.md 6.3, 6.4; docs/spec/vendors-5-ddl.md 6.3, 6.4. A row that the diff itself changes keeps
// what the diff says.
#include <algorithm>

#include "engine/model/items.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

const json::object* meta_of(const json::object* item) { return item ? model::object_of(*item, "meta") : nullptr; }

} // namespace

// The relations that mention a collection, on either side or in a list of allowed ones: looked through once.
const std::vector<const snapshot::MetaRow*>& Planner::relations_about(const std::string& collection) {
    static const std::vector<const snapshot::MetaRow*> none;
    if (relations_about_.empty())
        for (const auto& row : model_.relations.list) {
            std::unordered_set<std::string> names{std::string{row.collection}};
            if (const auto* meta = meta_of(set_.wanted(ItemKind::relation, row.collection, row.field))) {
                names.emplace(model::text_of(*meta, "one_collection"));
                if (const auto* allowed = meta->if_contains("one_allowed_collections"); allowed && allowed->is_array())
                    for (const auto& name : allowed->get_array())
                        if (name.is_string()) names.emplace(name.get_string());
            }
            for (const auto& name : names) relations_about_[name].push_back(&row);
        }
    const auto found = relations_about_.find(collection);
    return found == relations_about_.end() ? none : found->second;
}

const std::vector<const snapshot::MetaRow*>& Planner::children_of(const std::string& folder) {
    static const std::vector<const snapshot::MetaRow*> none;
    if (children_.empty())
        for (const auto& row : model_.collections.list)
            if (const auto* wanted = set_.wanted(ItemKind::collection, row.collection))
                if (const auto group = nested_text(*wanted, "meta", "group"); !group.empty())
                    children_[std::string{group}].push_back(&row);
    const auto found = children_.find(folder);
    return found == children_.end() ? none : found->second;
}

void Planner::forget_collection(const std::string& collection, bool had_table) {
    const auto by_collection = [&](const std::string& table, const std::string& column) {
        if (!has_column_named(table, column)) return;
        const auto rows = " from " + q(table) + " where " + q(column) + " = ?";
        auto& step = run_sql(MetaOrder::remove, table, collection, "delete rows", "delete" + rows, {collection});
        step.destroys_data = true;
        Statement count;
        count.sql = "select count(*)" + rows;
        count.params = {collection};
        step.counts.push_back(std::move(count));
    };
    // children of a folder that goes move to the top
    for (const auto* child : children_of(collection)) {
        const std::string name{child->collection};
        const json::object before{{"group", collection}}, after{{"group", nullptr}};
        update_row(ItemKind::collection, {name, {}}, *child, before, after);
        leave_out({name, {}}, "meta.group", "its folder " + collection + " is deleted");
    }
    if (had_table) {
        for (const auto* row : field_rows_[collection]) delete_row(ItemKind::field, {collection, row->field}, *row);
        if (has_column_named("directus_revisions", "parent")) {
            const auto children = " where " + q("parent") + " in (select " + q("id") + " from (select " + q("id") +
                                  " from " + q("directus_revisions") + " where " + q("collection") + " = ?) gone)";
            auto& step = run_sql(MetaOrder::remove, "directus_revisions", collection, "update rows",
                                 "update " + q("directus_revisions") + " set " + q("parent") + " = null" + children,
                                 {collection});
            step.destroys_data = true; // which revision was whose child
            Statement count;
            count.sql = "select count(*) from " + q("directus_revisions") + children;
            count.params = {collection};
            step.counts.push_back(std::move(count));
        }
        for (const auto table : {"directus_presets", "directus_revisions", "directus_activity", "directus_permissions"})
            by_collection(table, "collection");
    }
    // Rows that hang on the meta row by foreign key: the database does it, except while keys are suspended.
    for (const auto* key : index_.referencing("directus_collections")) {
        const std::string table{view(key->table)}, column{view(key->columns[0])};
        if (key->column_count != 1 || table == "directus_collections") continue;
        if (view(key->on_delete) == "CASCADE") by_collection(table, column);
        if (view(key->on_delete) == "SET NULL")
            run_sql(MetaOrder::remove, table, collection, "update rows",
                    "update " + q(table) + " set " + q(column) + " = null where " + q(column) + " = ?", {collection});
    }
    if (const auto* row = row_of(ItemKind::collection, collection))
        delete_row(ItemKind::collection, {collection, {}}, *row);
}

// Relations of either side, and lists of allowed collections.
void Planner::forget_references_to(const std::string& collection) {
    for (const auto* row : relations_about(collection)) {
        const auto name = name_of(row->collection, row->field);
        const auto* change = set_.change_of(ItemKind::relation, row->collection, row->field);
        if (change && change->action == Action::remove) continue; // its own entry deletes it
        if (row->collection == collection) {
            delete_row(ItemKind::relation, {row->collection, row->field}, *row);
            continue;
        }
        const auto* meta = meta_of(set_.wanted(ItemKind::relation, row->collection, row->field));
        if (!meta) continue;
        // A whole snapshot that leaves a collection out leaves out what points to it as well; one that does not was
        // not meant to drop a table.
        if (model::text_of(*meta, "one_collection") == collection)
            throw refused({row->collection, row->field}, "Collection \"" + collection +
                                                             "\" cannot be deleted: relation \"" + name +
                                                             "\" still points to it");
        leave_out({row->collection, row->field}, "meta.one_allowed_collections",
                  "collection " + collection + " is deleted");
        // all that go at once: the list is written as a whole
        if (!shortened_lists_.insert(row).second) continue;
        json::array rest;
        for (const auto& allowed : meta->at("one_allowed_collections").get_array())
            if (!allowed.is_string() || !is_removed(allowed.get_string())) rest.push_back(allowed);
        const json::object before{{"one_allowed_collections", nullptr}};
        json::object after;
        after.emplace("one_allowed_collections", std::move(rest));
        update_row(ItemKind::relation, {row->collection, row->field}, *row, before, after);
    }
}

// Permissions list fields as comma text: the name goes wherever it stands, and null remains of an empty list.
void Planner::forget_permissions() {
    for (const auto& row : model_.permissions) {
        const auto gone = forgotten_fields_.find(row.collection);
        if (gone == forgotten_fields_.end()) continue;
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
            "update " + q("directus_permissions") + " set " + q("fields") + " = ? where " + q("id") + " = ?";
        auto& step = run_sql(MetaOrder::remove, "directus_permissions", name_of(row.collection, first_gone),
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
