// SPDX-License-Identifier: Apache-2.0
// What else of a project mentions a collection or field that goes: meta rows, permissions, history.
// spec/engine.md 6.3, 6.4; spec/vendors.md 6.3, 6.4. A row that the diff itself changes keeps what the diff says.
#include <algorithm>

#include "engine/error.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/planner.hpp"

namespace schemad::plan {

namespace {

const json::object* meta_of(const json::object* item) { return item ? model::object_of(*item, "meta") : nullptr; }

// The list without the name; nullopt when it is not in there.
std::optional<json::array> without(const json::value* list, std::string_view name) {
    if (!list || !list->is_array()) return std::nullopt;
    json::array rest;
    for (const auto& value : list->get_array())
        if (!value.is_string() || value.get_string() != name) rest.push_back(value);
    if (rest.size() == list->get_array().size()) return std::nullopt;
    return rest;
}

} // namespace

void Planner::forget_collection(const std::string& collection, bool had_table) {
    const auto by_collection = [&](const std::string& table, const std::string& column) {
        if (has_column_named(table, column))
            run_sql(MetaOrder::remove, table, collection, "delete from " + q(table) + " where " + q(column) + " = ?",
                    {collection}, true);
    };
    // children of a folder that goes move to the top
    for (const auto& child : model_.collections.list) {
        const std::string name{child.collection};
        if (is_removed(name)) continue;
        const auto* wanted = set_.wanted(ItemKind::collection, name);
        if (!wanted || nested_text(*wanted, "meta", "group") != collection) continue;
        const json::object before{{"group", collection}}, after{{"group", nullptr}};
        update_row(ItemKind::collection, name, child, before, after);
        plan_.left_out.push_back(name + ": meta.group: its folder " + collection + " is deleted");
    }
    if (had_table) {
        for (const auto* row : field_rows_[collection])
            delete_row(ItemKind::field, name_of(collection, row->field), *row);
        if (has_column_named("directus_revisions", "parent"))
            run_sql(MetaOrder::remove, "directus_revisions", collection,
                    "update " + q("directus_revisions") + " set " + q("parent") + " = null where " + q("parent") +
                        " in (select " + q("id") + " from (select " + q("id") + " from " + q("directus_revisions") +
                        " where " + q("collection") + " = ?) gone)",
                    {collection});
        for (const auto table : {"directus_presets", "directus_revisions", "directus_activity", "directus_permissions"})
            by_collection(table, "collection");
    }
    // Rows that hang on the meta row by foreign key: the database does it, except while keys are suspended.
    for (const auto* key : index_.referencing("directus_collections")) {
        const std::string table{view(key->table)}, column{view(key->columns[0])};
        if (key->column_count != 1 || table == "directus_collections") continue;
        if (view(key->on_delete) == "CASCADE") by_collection(table, column);
        if (view(key->on_delete) == "SET NULL")
            run_sql(MetaOrder::remove, table, collection,
                    "update " + q(table) + " set " + q(column) + " = null where " + q(column) + " = ?", {collection});
    }
    if (const auto* row = row_of(ItemKind::collection, collection)) delete_row(ItemKind::collection, collection, *row);
}

// Relations of either side, and lists of allowed collections.
void Planner::forget_references_to(const std::string& collection) {
    for (const auto& row : model_.relations.list) {
        const auto name = name_of(row.collection, row.field);
        const auto* change = set_.change_of(ItemKind::relation, row.collection, row.field);
        if (change && change->action == Action::remove) continue; // its own entry deletes it
        if (row.collection == collection) {
            delete_row(ItemKind::relation, name, row);
            continue;
        }
        const auto* wanted = set_.wanted(ItemKind::relation, row.collection, row.field);
        const auto* meta = meta_of(wanted);
        if (!meta) continue;
        // A whole snapshot that leaves a collection out leaves out what points to it as well; one that does not was
        // not meant to drop a table.
        if (model::text_of(*meta, "one_collection") == collection)
            throw invalid_payload("Collection \"" + collection + "\" cannot be deleted: relation \"" + name +
                                  "\" still points to it");
        if (auto rest = without(meta->if_contains("one_allowed_collections"), collection)) {
            const json::object before{{"one_allowed_collections", nullptr}};
            json::object after;
            after.emplace("one_allowed_collections", std::move(*rest));
            update_row(ItemKind::relation, name, row, before, after);
            plan_.left_out.push_back(name + ": meta.one_allowed_collections: collection " + collection + " is deleted");
        }
    }
}

void Planner::forget_field(const std::string& collection, const std::string& field, bool was_alias) {
    // a field that comes back under its name in this diff is not gone
    if (set_.wanted(ItemKind::field, collection, field)) return;
    const auto clear = [&](ItemKind kind, std::string_view c, std::string_view f, const char* key) {
        const auto* row = row_of(kind, c, f);
        const auto* wanted = set_.wanted(kind, c, f);
        if (!row || !wanted || nested_text(*wanted, "meta", key) != field) return;
        const json::object before{{key, field}}, after{{key, nullptr}};
        update_row(kind, name_of(c, f), *row, before, after);
        plan_.left_out.push_back(name_of(c, f) + ": meta." + key + ": field " + name_of(collection, field) +
                                 " is deleted");
    };
    clear(ItemKind::collection, collection, {}, "archive_field");
    clear(ItemKind::collection, collection, {}, "sort_field");
    for (const auto* row : field_rows_[collection])
        if (row->field != field) clear(ItemKind::field, collection, row->field, "group");
    for (const auto& row : model_.relations.list) {
        const auto* wanted = set_.wanted(ItemKind::relation, row.collection, row.field);
        if (!wanted) continue;
        if (was_alias && nested_text(*wanted, "meta", "one_collection") == collection)
            clear(ItemKind::relation, row.collection, row.field, "one_field");
        if (!was_alias && row.collection == collection && row.field == field &&
            !set_.change_of(ItemKind::relation, collection, field)) {
            delete_row(ItemKind::relation, name_of(collection, field), row);
            plan_.left_out.push_back(name_of(collection, field) + ": its field is deleted, the relation goes along");
            plan_.unshowable.push_back(name_of(collection, field));
        }
    }
    if (has_column_named("directus_permissions", "fields")) {
        // a comma list: take the name out wherever it stands, and leave null when nothing remains
        const auto fields = q("fields"), where = " where " + q("collection") + " = ? and " + fields;
        const std::string table = "directus_permissions";
        const auto set = "update " + q(table) + " set " + fields + " = ";
        run_sql(MetaOrder::remove, table, name_of(collection, field), set + "null" + where + " = ?",
                {collection, field});
        // the parts are counted in characters, as substr counts
        const auto characters = static_cast<std::int64_t>(
            std::count_if(field.begin(), field.end(), [](char c) { return (c & 0xC0) != 0x80; }));
        std::string escaped;
        for (const char c : field) {
            if (c == '%' || c == '_' || c == '!') escaped += '!';
            escaped += c;
        }
        run_sql(MetaOrder::remove, table, name_of(collection, field),
                set + "substr(" + fields + ", ?)" + where + " like ? escape '!'",
                {characters + 2, collection, escaped + ",%"});
        run_sql(MetaOrder::remove, table, name_of(collection, field),
                set + "substr(" + fields + ", 1, length(" + fields + ") - ?)" + where + " like ? escape '!'",
                {characters + 1, collection, "%," + escaped});
        run_sql(MetaOrder::remove, table, name_of(collection, field),
                set + "replace(" + fields + ", ?, ',')" + where + " like ? escape '!'",
                {"," + field + ",", collection, "%," + escaped + ",%"});
    }
}

} // namespace schemad::plan
