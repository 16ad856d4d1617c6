// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/offline_model.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/model/items.hpp"
#include "engine/model/key_rule.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/model/system_relations.hpp"
#include "engine/plan/offline_catalog.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

namespace {

namespace json = boost::json;
using model::ItemKind;
using model::object_of;
using model::text_of;

// A column that no item tells of.
json::object made_up(std::string_view field, std::string_view type, int length, bool key, bool counts) {
    return {{"field", field},
            {"type", type},
            {"schema",
             {{"is_primary_key", key},
              {"has_auto_increment", counts},
              {"is_nullable", !key},
              {"max_length", length ? json::value(length) : json::value(nullptr)}}}};
}

// A column of one of Directus's own tables: its key, what points to another, or something short enough for an index.
json::object system_column(std::string_view table, std::string_view field, const model::SystemRelation* relation) {
    if (relation) {
        if (model::system_key_counts(relation->related)) return made_up(field, "integer", 0, false, false);
        const auto key = model::system_key_of(relation->related);
        return key == "id" ? made_up(field, "uuid", 0, false, false)
                           : made_up(field, "string", key == "collection" ? 64 : 255, false, false);
    }
    const bool key = field == model::system_key_of(table);
    if (key && model::system_key_counts(table)) return made_up(field, "integer", 0, true, true);
    if (key && field == "id") return made_up(field, "uuid", 0, true, false);
    return made_up(field, "string", field == "collection" ? 64 : 255, key, false);
}

class Builder {
public:
    Builder(const json::object& snapshot, const Vendor& vendor, const model::SystemFields& system,
            std::vector<std::string>& warnings, bool tables_stand)
        : snapshot_(snapshot), vendor_(vendor), system_(system), warnings_(warnings), tables_stand_(tables_stand),
          catalog_(vendor) {
        for (const auto& value : model::list_of(snapshot, ItemKind::field)) {
            const auto& field = value.get_object();
            if (has_column(field) && object_of(field, "schema"))
                columns_[text_of(field, "collection")].push_back(&field);
        }
        for (const auto& value : model::list_of(snapshot, ItemKind::relation))
            relations_[text_of(value.get_object(), "collection")].push_back(&value.get_object());
        for (const auto& value : model::list_of(snapshot, ItemKind::system_field))
            if (const auto* schema = object_of(value.get_object(), "schema");
                schema && model::truthy(*schema, "is_indexed"))
                indexed_[text_of(value.get_object(), "collection")].push_back(text_of(value.get_object(), "field"));
    }

    Catalog catalog() {
        const bool grouped = vendor_.has(SCHEMAD_CAP_GROUP_ALTERATIONS);
        for (const auto& value : model::list_of(snapshot_, ItemKind::collection)) {
            const auto& item = value.get_object();
            const auto name = text_of(item, "collection");
            if (!item.contains("schema") || !tables_.insert(name).second) continue;
            catalog_.begin_table(name);
            for (const auto* field : columns_[name]) catalog_.add_column(*field);
            if (!catalog_.has_key()) {
                warnings_.push_back("the key of " + std::string{name} +
                                    " has no meta row: it is taken to be a column \"id\" that counts up");
                catalog_.add_column(made_up("id", "integer", 0, true, true));
            }
            add_keys(name);
            catalog_.end_table(grouped);
        }
        add_system_tables();
        return catalog_.finish();
    }

private:
    void add_keys(std::string_view table) {
        std::set<std::string_view> done;
        for (const auto* relation : relations_[table]) {
            const auto* schema = object_of(*relation, "schema");
            const auto field = text_of(*relation, "field");
            if (!schema || !done.insert(field).second) continue;
            catalog_.add_foreign_key(
                {std::string{field}, std::string{text_of(*schema, "foreign_key_table")},
                 std::string{text_of(*schema, "foreign_key_column")}, std::string{text_of(*schema, "constraint_name")},
                 model::key_rule(text_of(*schema, "on_update")), model::key_rule(text_of(*schema, "on_delete")), true});
        }
        for (const auto* field : columns_[table]) {
            const auto& schema = *object_of(*field, "schema");
            const auto target = text_of(schema, "foreign_key_table");
            if (target.empty() || !done.insert(text_of(*field, "field")).second) continue;
            warnings_.push_back(name_of(table, text_of(*field, "field")) +
                                ": its foreign key has no meta row: its name and rules are not known");
            catalog_.add_foreign_key({std::string{text_of(*field, "field")},
                                      std::string{target},
                                      std::string{text_of(schema, "foreign_key_column")},
                                      {},
                                      {},
                                      {},
                                      false});
        }
    }

    static std::string name_of(std::string_view table, std::string_view field) {
        return std::string{table} + '.' + std::string{field};
    }

    // The three meta tables are there; the others where the snapshot speaks of one.
    void add_system_tables() {
        bool directus = !indexed_.empty() || tables_stand_;
        const auto meant = [&](std::string_view name) { directus = directus || model::is_system_name(name); };
        for (const auto& [name, fields] : columns_) meant(name);
        for (const auto& [name, list] : relations_)
            for (const auto* relation : list) meant(text_of(*relation, "related_collection"));
        if (!directus)
            warnings_.push_back("nothing in the snapshot tells that Directus's own tables are there: permissions, "
                                "presets and revisions of what goes are not cleaned up");
        for (const auto& [table, unordered] : std::map(system_.all().begin(), system_.all().end())) {
            const std::set fields(unordered.begin(), unordered.end());
            const bool meta =
                table == "directus_collections" || table == "directus_fields" || table == "directus_relations";
            if (!directus && !meta) continue;
            catalog_.begin_table(table);
            std::map<std::string_view, const model::SystemRelation*> keys;
            for (const auto& relation : model::system_relations())
                if (relation.collection == table && fields.contains(relation.field) &&
                    system_.contains(relation.related))
                    keys.emplace(relation.field, &relation);
            for (const auto field : fields)
                catalog_.add_column(system_column(table, field, keys.contains(field) ? keys[field] : nullptr));
            for (const auto* field : columns_[table]) catalog_.add_column(*field);
            for (const auto field : indexed_[table]) catalog_.index_system_column(field, keys.contains(field));
            for (const auto& [field, relation] : keys)
                catalog_.add_foreign_key({std::string{field},
                                          std::string{relation->related},
                                          std::string{model::system_key_of(relation->related)},
                                          {},
                                          "NO ACTION",
                                          std::string{relation->on_delete},
                                          false});
            add_keys(table);
            catalog_.end_table(false);
        }
    }

    const json::object& snapshot_;
    const Vendor& vendor_;
    const model::SystemFields& system_;
    std::vector<std::string>& warnings_;
    const bool tables_stand_;
    OfflineCatalog catalog_;
    std::set<std::string_view> tables_;
    std::map<std::string_view, std::vector<const json::object*>> columns_, relations_;
    std::map<std::string_view, std::vector<std::string_view>> indexed_;
};

std::optional<std::vector<std::string>> special_of(const json::object& meta) {
    const auto* special = meta.if_contains("special");
    if (!special || !special->is_array()) return std::nullopt;
    std::vector<std::string> words;
    for (const auto& word : special->get_array())
        if (word.is_string()) words.emplace_back(std::string_view{word.get_string()});
    return words;
}

// Columns of the table: those that any row of the snapshot has, else those of its version.
snapshot::MetaRows rows_of(const json::object& snapshot, ItemKind kind, const model::SystemFields& system) {
    snapshot::MetaRows rows;
    const auto& table = model::meta_table(kind);
    std::set<std::string_view> stated;
    for (const auto& value : model::list_of(snapshot, kind)) {
        const auto& item = value.get_object();
        const auto* meta = object_of(item, "meta");
        if (!meta) continue;
        for (const auto& member : *meta) stated.insert(member.key());
        snapshot::MetaRow row;
        row.collection = text_of(item, "collection");
        if (kind != ItemKind::collection) row.field = text_of(item, "field");
        if (kind == ItemKind::field) row.special = special_of(*meta);
        rows.list.push_back(std::move(row));
    }
    for (const auto& column : table.columns)
        if ((rows.list.empty() && system.contains(table.name, column.name)) || stated.erase(column.name) ||
            column.name == table.id)
            rows.columns.emplace_back(column.name);
    rows.columns.insert(rows.columns.end(), stated.begin(), stated.end());
    return rows;
}

} // namespace

snapshot::Model offline_model(const json::object& snapshot, const Vendor& vendor, const model::SystemFields& system,
                              std::vector<std::string>& warnings, DirectusTables tables) {
    snapshot::Model model({});
    auto& own = model.snapshot.emplace_object();
    for (const auto key : {"version", "directus", "vendor"})
        if (const auto* value = snapshot.if_contains(key)) own.emplace(key, *value);
    for (const auto kind : model::all_kinds) {
        json::array items;
        for (const auto& value : model::list_of(snapshot, kind))
            items.push_back(model::pick(kind, value.get_object(), {}));
        own.emplace(model::list_name(kind), std::move(items));
    }
    model.collections = rows_of(own, ItemKind::collection, system);
    model.fields = rows_of(own, ItemKind::field, system);
    model.relations = rows_of(own, ItemKind::relation, system);
    model.catalog = Builder(own, vendor, system, warnings, tables == DirectusTables::stand).catalog();
    return model;
}

} // namespace schemad::plan
