// SPDX-License-Identifier: Apache-2.0
#include "engine/items/model_lists.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/items/read_items.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/local_type.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/model/system_specials.hpp"
#include "engine/snapshot/assemble.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::items {

namespace {

namespace json = boost::json;
using model::FieldKey;
using model::ItemKind;

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }

// A stored `special`; nullopt: null.
std::optional<std::vector<std::string>> special_of(const json::object& meta) {
    const auto* value = meta.if_contains("special");
    if (!value || !value->is_array()) return std::nullopt;
    std::vector<std::string> flags;
    for (const auto& flag : value->get_array()) flags.emplace_back(flag.get_string());
    return flags;
}

class Lists {
public:
    Lists(Shapes& shapes, const schemad_catalog& catalog, const model::Dialect& dialect)
        : shapes_(shapes), catalog_(catalog), index_(catalog), dialect_(dialect) {}

    json::array collections() {
        json::array list;
        std::set<std::string, std::less<>> told;
        for (auto& row : rows_of(ItemKind::collection)) {
            const std::string name(model::text_of(row.get_object(), "collection"));
            if (snapshot::is_kept_out(name) || is_system(name) || !told.insert(name).second) continue;
            list.push_back(collection_item(name, std::move(row)));
        }
        std::vector<std::string_view> untracked;
        for (const auto& table : tables(catalog_)) {
            const auto name = view(table.name);
            if (!(table.flags & SCHEMAD_TABLE_LISTED) || snapshot::is_kept_out(name) || told.contains(name)) continue;
            if (!is_system(name))
                untracked.push_back(name);
            else
                list.push_back(collection_item(name, system_meta(name)));
        }
        for (const auto name : untracked) list.push_back(collection_item(name, nullptr));
        return list;
    }

    json::array fields() {
        auto rows = rows_of(ItemKind::field);
        model::FieldMap<json::object*> metas;
        for (auto& row : rows) {
            auto& meta = row.get_object();
            metas.emplace(FieldKey{model::text_of(meta, "collection"), model::text_of(meta, "field")}, &meta);
        }
        json::array list;
        for (const auto& column : schemad::columns(catalog_)) {
            const auto table = view(column.table), name = view(column.name);
            if (!index_.is_collection(table)) continue;
            const auto found = metas.find(FieldKey{table, name});
            if (dialect_.system().contains(table, name)) {
                const auto special = model::system_specials(table, name);
                list.push_back(field_item(table, name, &column, special, system_meta(table, name, special)));
            } else if (found != metas.end()) {
                list.push_back(field_item(table, name, &column, special_of(*found->second), *found->second));
            } else {
                list.push_back(field_item(table, name, &column, std::nullopt, nullptr));
            }
        }
        for (auto& row : rows) add_alias(row.get_object(), list);
        for (const auto& alias : model::system_lists())
            if (index_.is_collection(alias.related) && index_.column(alias.collection, alias.field)) {
                const std::vector<std::string> special{std::string(alias.special)};
                list.push_back(field_item(alias.related, alias.name, nullptr, special,
                                          system_meta(alias.related, alias.name, special)));
            }
        return list;
    }

    json::array relations() {
        const auto rows = rows_of(ItemKind::relation);
        std::set<const json::value*> used;
        json::array list;
        for (const auto& key : schemad::foreign_keys(catalog_)) {
            const auto table = view(key.table), related = view(key.referenced_table);
            if (snapshot::is_kept_out(table)) continue;
            for (std::size_t i = 0; i < key.column_count; ++i) {
                const auto column = view(key.columns[i]);
                json::value meta(nullptr);
                if (dialect_.system().contains(table, column))
                    meta = system_relation(table, column, related, list_of(table, column));
                else if (const auto* row = row_of(rows, table, column, related))
                    meta = *row, used.insert(row);
                list.push_back(relation_item(table, column, related, key_schema(key, i), std::move(meta)));
            }
        }
        for (const auto& row : rows) {
            if (used.contains(&row)) continue;
            const auto& meta = row.get_object();
            list.push_back(relation_item(model::text_of(meta, "many_collection"), model::text_of(meta, "many_field"),
                                         model::text_of(meta, "one_collection"), nullptr, row));
        }
        add_keyless(list);
        return list;
    }

private:
    json::array rows_of(ItemKind kind) {
        const auto& table = model::meta_table(kind);
        const auto* shape = shapes_.find(table.name);
        if (!shape) return {};
        Request request{std::string(table.name)};
        request.query.limit = std::nullopt;
        return read_items(shapes_, *shape, request).rows;
    }

    bool is_system(std::string_view collection) const { return dialect_.system().contains(collection); }

    json::object collection_item(std::string_view name, json::value meta) const {
        const bool table = index_.listed_table(name) != nullptr;
        return {{"collection", name},
                {"meta", std::move(meta)},
                {"schema", table ? json::value(json::object{{"name", name}}) : json::value(nullptr)}};
    }

    static json::object system_meta(std::string_view collection) {
        constexpr std::string_view unlogged[] = {
            "directus_activity",    "directus_presets",        "directus_revisions",   "directus_oauth_clients",
            "directus_oauth_codes", "directus_oauth_consents", "directus_oauth_tokens"};
        const bool logged = std::find(std::begin(unlogged), std::end(unlogged), collection) == std::end(unlogged);
        json::object meta{{"collection", collection},
                          {"hidden", false},
                          {"singleton", collection == "directus_settings"},
                          {"icon", nullptr},
                          {"note", nullptr},
                          {"translations", nullptr},
                          {"display_template", nullptr},
                          {"accountability", logged ? json::value("all") : json::value(nullptr)}};
        if (collection == "directus_access") meta["sort_field"] = "sort";
        if (collection == "directus_users")
            meta["archive_field"] = "status", meta["archive_value"] = "archived", meta["unarchive_value"] = "draft";
        meta["system"] = true;
        return meta;
    }

    static json::value system_meta(std::string_view collection, std::string_view field,
                                   const std::optional<std::vector<std::string>>& special) {
        json::object meta{{"system", true}, {"collection", collection}, {"field", field}};
        meta["special"] = special ? json::value(json::array(special->begin(), special->end())) : json::value(nullptr);
        for (const auto* key : {"interface", "options", "display", "display_options"}) meta[key] = nullptr;
        meta["readonly"] = meta["hidden"] = false;
        meta["sort"] = nullptr;
        meta["width"] = "full";
        for (const auto* key : {"group", "translations", "note", "conditions"}) meta[key] = nullptr;
        meta["required"] = false;
        meta["searchable"] = true;
        return meta;
    }

    static json::object field_item(std::string_view collection, std::string_view field, const schemad_column* column,
                                   const std::optional<std::vector<std::string>>& special, json::value meta) {
        const auto type = model::local_type(column, special ? &*special : nullptr);
        return {{"collection", collection},
                {"field", field},
                {"type", type},
                {"schema", column ? json::value(snapshot::schema_of(*column, type, {})) : json::value(nullptr)},
                {"meta", std::move(meta)}};
    }

    void add_alias(json::object& meta, json::array& list) const {
        const std::string collection(model::text_of(meta, "collection")), field(model::text_of(meta, "field"));
        const auto special = special_of(meta);
        const bool alias = special && std::any_of(special->begin(), special->end(),
                                                  [](const auto& f) { return model::is_alias_type(f); });
        if (!alias || !index_.is_collection(collection)) return;
        list.push_back(field_item(collection, field, nullptr, special, std::move(meta)));
    }

    static const json::value* row_of(const json::array& rows, std::string_view table, std::string_view column,
                                     std::string_view related) {
        for (const auto& row : rows) {
            const auto& meta = row.get_object();
            const auto one = model::text_of(meta, "one_collection");
            if (model::text_of(meta, "many_collection") == table && model::text_of(meta, "many_field") == column &&
                (one.empty() || one == related))
                return &row;
        }
        return nullptr;
    }

    static const model::SystemList* list_of(std::string_view table, std::string_view column) {
        const auto lists = model::system_lists();
        const auto found = std::find_if(lists.begin(), lists.end(), [&](const auto& one) {
            return one.collection == table && one.field == column;
        });
        return found == lists.end() ? nullptr : &*found;
    }

    static json::object system_relation(std::string_view table, std::string_view column, std::string_view related,
                                        const model::SystemList* list) {
        return {{"many_collection", table},
                {"many_field", column},
                {"one_collection", related},
                {"one_field", text_or_null(list ? list->name : "")},
                {"one_allowed_collections", nullptr},
                {"one_collection_field", nullptr},
                {"one_deselect_action", list && list->deletes ? "delete" : "nullify"},
                {"junction_field", text_or_null(list ? list->junction : "")},
                {"sort_field", text_or_null(list ? list->sort_field : "")},
                {"system", true}};
    }

    static json::value key_schema(const schemad_foreign_key& key, std::size_t column) {
        const auto text = [](schemad_str s) { return stated(s) ? json::value(view(s)) : json::value(nullptr); };
        return json::object{{"table", view(key.table)},
                            {"column", view(key.columns[column])},
                            {"foreign_key_table", view(key.referenced_table)},
                            {"foreign_key_column", text(key.referenced_columns[column])},
                            {"constraint_name", text(key.reported_name)},
                            {"on_update", text(key.on_update)},
                            {"on_delete", text(key.on_delete)}};
    }

    static json::object relation_item(std::string_view table, std::string_view column, std::string_view related,
                                      json::value schema, json::value meta) {
        return {{"collection", table},
                {"field", column},
                {"related_collection", text_or_null(related)},
                {"schema", std::move(schema)},
                {"meta", std::move(meta)}};
    }

    // What no foreign key says, and the second list of one that does.
    void add_keyless(json::array& list) const {
        for (const auto& one : model::system_references()) {
            const auto* column = index_.column(one.collection, one.field);
            if (!column || stated(column->foreign_key_table)) continue;
            const bool has_fields = one.collection == "directus_fields" && one.field == "collection";
            auto meta = system_relation(one.collection, one.field, one.related, nullptr);
            if (has_fields) meta["one_field"] = "fields";
            list.push_back(relation_item(one.collection, one.field, one.related, nullptr, std::move(meta)));
        }
        for (const auto& one : model::system_lists())
            if (index_.column(one.collection, one.field) && &one != list_of(one.collection, one.field))
                list.push_back(relation_item(one.collection, one.field, one.related, nullptr,
                                             system_relation(one.collection, one.field, one.related, &one)));
    }

    Shapes& shapes_;
    const schemad_catalog& catalog_;
    const snapshot::CatalogIndex index_;
    const model::Dialect& dialect_;
};

} // namespace

json::array model_list(Shapes& shapes, const schemad_catalog& catalog, const model::Dialect& dialect, ItemKind kind) {
    Lists lists(shapes, catalog, dialect);
    if (kind == ItemKind::collection) return lists.collections();
    return kind == ItemKind::field ? lists.fields() : lists.relations();
}

} // namespace schemad::items
