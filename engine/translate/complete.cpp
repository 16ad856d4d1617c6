// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/complete.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include "engine/model/app_defaults.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/names.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/model/system_relations.hpp"

namespace schemad::translate {

namespace {

using model::object_of;
using model::text_of;

std::string_view of_meta(const json::object& item, std::string_view key) {
    const auto* meta = object_of(item, "meta");
    return meta ? text_of(*meta, key) : std::string_view{};
}

bool of_schema(const json::object& item, std::string_view key) {
    const auto* schema = object_of(item, "schema");
    return schema && model::truthy(*schema, key);
}

class Completion {
public:
    Completion(Items& stated, const Here& here) : stated_(stated), here_(here) {}

    void run() {
        const auto relations = stated_.list(ItemKind::relation); // what is added is a field
        for (const auto* relation : relations)
            if (is_by_hand(*relation)) add_what_it_needs(*relation);
        std::vector<std::string_view> named;
        std::unordered_set<std::string_view> seen;
        for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation})
            for (const auto* item : stated_.list(kind))
                if (seen.insert(text_of(*item, "collection")).second) named.push_back(text_of(*item, "collection"));
        for (const auto* relation : relations)
            if (is_by_hand(*relation) && seen.insert(text_of(*relation, "related_collection")).second)
                named.push_back(text_of(*relation, "related_collection"));
        for (const auto name : named) add_collection(name);
        for (const auto name : named) add_key(name);
    }

private:
    // One that is there is stated as it is.
    void add_field(std::string_view collection, std::string_view field, json::object item) {
        if (collection.empty() || field.empty() || stated_.find(ItemKind::field, collection, field)) return;
        if (here_.dialect.system().contains(collection, field)) return;
        if (const auto* there = here_.items.find(ItemKind::field, collection, field)) {
            stated_.add(ItemKind::field, *there);
            return;
        }
        item.emplace("collection", collection);
        item.emplace("field", field);
        stated_.add(ItemKind::field, std::move(item));
    }

    // A foreign key leads from a table to a table.
    void make_table(std::string_view collection) {
        if (collection.empty() || model::is_system_name(collection)) return;
        add_collection(collection);
        const auto* item = stated_.find(ItemKind::collection, collection);
        if (!item || item->contains("schema")) return;
        json::object table = *item;
        table.emplace("schema", json::object{{"name", collection}});
        stated_.replace(ItemKind::collection, *item, std::move(table));
    }

    void add_what_it_needs(const json::object& relation) {
        make_table(text_of(relation, "collection"));
        make_table(text_of(relation, "related_collection"));
        const auto collection = text_of(relation, "collection"), field = text_of(relation, "field"),
                   related = text_of(relation, "related_collection");
        const auto junction = of_meta(relation, "junction_field");
        if (!related.empty())
            add_field(collection, field, {});
        else if (!of_meta(relation, "one_collection_field").empty()) // an item of any of several collections
            add_field(collection, field, {{"type", "string"}, {"meta", {{"hidden", true}}}});
        add_field(collection, of_meta(relation, "one_collection_field"),
                  {{"type", "string"}, {"meta", {{"hidden", true}}}});
        add_field(collection, of_meta(relation, "sort_field"), {{"type", "integer"}, {"meta", {{"hidden", true}}}});
        add_field(related, of_meta(relation, "one_field"),
                  {{"type", "alias"},
                   {"schema", nullptr},
                   {"meta", model::app_meta_of_alias(alias_kind(collection, junction))}});
    }

    std::string_view alias_kind(std::string_view collection, std::string_view junction) const {
        if (junction.empty()) return "o2m";
        const auto* other = stated_.find(ItemKind::relation, collection, junction);
        if (!other) other = here_.items.find(ItemKind::relation, collection, junction);
        if (!other) return "m2m";
        if (text_of(*other, "related_collection") == "directus_files") return "files";
        return text_of(*other, "related_collection").empty() ? "m2a" : "m2m";
    }

    void add_collection(std::string_view name) {
        if (name.empty() || model::is_system_name(name) || stated_.find(ItemKind::collection, name)) return;
        if (here_.items.find(ItemKind::collection, name)) { // it stays what it is
            if (stated_.lists(ItemKind::collection))
                stated_.add(ItemKind::collection, *here_.items.find(ItemKind::collection, name));
            return;
        }
        stated_.add(ItemKind::collection, {{"collection", name}});
    }

    void add_key(std::string_view name) {
        if (!is_table(stated_, here_, name)) return;
        if (const auto* column = here_.catalog.primary_key(name)) {
            const auto key = view(column->name);
            const auto* item = here_.items.find(ItemKind::field, name, key);
            if (item && !stated_.find(ItemKind::field, name, key)) stated_.add(ItemKind::field, *item);
            return;
        }
        const auto& fields = stated_.fields_of(name);
        if (std::any_of(fields.begin(), fields.end(),
                        [](const json::object* field) { return of_schema(*field, "is_primary_key"); }))
            return;
        const auto* id = id_of(fields);
        if (!id) {
            add_field(name, "id",
                      {{"type", "integer"}, {"schema", {{"is_primary_key", true}, {"has_auto_increment", true}}}});
            return;
        }
        const auto type = text_of(*id, "type");
        json::object key = *id;
        if (type.empty()) key["type"] = "integer";
        auto& schema = key["schema"]; // the last member that may come: a reference does not outlive another
        if (!schema.is_object()) schema.emplace_object();
        schema.get_object()["is_primary_key"] = true;
        if (type.empty() || type == "integer" || type == "bigInteger") schema.get_object()["has_auto_increment"] = true;
        stated_.replace(ItemKind::field, *id, std::move(key));
    }

    // However its letters are: some databases take "ID" and "id" for one.
    static const json::object* id_of(const std::vector<const json::object*>& fields) {
        const auto found = std::find_if(fields.begin(), fields.end(), [](const json::object* field) {
            return model::without_case(text_of(*field, "field"), true) == "id" && has_column(*field);
        });
        return found == fields.end() ? nullptr : *found;
    }

    Items& stated_;
    const Here& here_;
};

} // namespace

void complete(Items& stated, const Here& here) { Completion(stated, here).run(); }

bool has_column(const json::object& field) {
    const auto type = text_of(field, "type");
    if (!type.empty()) return !model::is_alias_type(type);
    const auto* schema = field.if_contains("schema");
    return !schema || !schema->is_null();
}

bool is_by_hand(const json::object& relation) {
    const auto* meta = relation.if_contains("meta");
    return !meta || (meta->is_object() && !meta->get_object().contains("many_collection"));
}

bool is_table(const Items& stated, const Here& here, std::string_view collection) {
    const auto* item = stated.find(ItemKind::collection, collection);
    const auto* schema = item ? item->if_contains("schema") : nullptr;
    const auto* there = here.items.find(ItemKind::collection, collection);
    if (there && there->contains("schema")) return true; // a table does not become a folder
    if (schema) return schema->is_object();
    return !stated.fields_of(collection).empty();
}

std::string_view key_name(const Items& stated, const Here& here, std::string_view collection) {
    for (const auto* field : stated.fields_of(collection))
        if (of_schema(*field, "is_primary_key")) return text_of(*field, "field");
    if (const auto* column = here.catalog.primary_key(collection)) return view(column->name);
    return model::is_system_name(collection) ? model::system_key_of(collection) : std::string_view{};
}

} // namespace schemad::translate
