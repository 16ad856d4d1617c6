// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/relations.hpp"

#include "engine/model/key_rule.hpp"
#include "engine/model/names.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/translate/complete.hpp"
#include "engine/translate/meta.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

namespace {

const json::value* member_of(const json::object* object, std::string_view key) {
    return object ? object->if_contains(key) : nullptr;
}

json::value name_or_null(std::string_view name) { return name.empty() ? json::value(nullptr) : json::value(name); }

} // namespace

// What the app chooses: an item stays when the one that it points to goes, where the column may be empty.
std::string_view Relations::rule_of_deletion(std::string_view collection, std::string_view field) const {
    const auto* stated = stated_.find(ItemKind::field, collection, field);
    if (!stated) stated = here_.items.find(ItemKind::field, collection, field);
    const bool nullable = !stated || plan::is_nullable(*stated);
    return nullable ? "SET NULL" : "NO ACTION";
}

json::object Relations::key_of(const json::object& relation, std::string_view table) const {
    const auto collection = text_of(relation, "collection"), field = text_of(relation, "field");
    const auto* stated = object_of(relation, "schema");
    const auto* kept = here_.items.find(ItemKind::relation, collection, field);
    const auto* there = kept ? object_of(*kept, "schema") : nullptr;
    if (there && text_of(*there, "foreign_key_table") != table) there = nullptr;
    const auto told = [&](std::string_view key, std::string_view otherwise) -> json::value {
        if (const auto* value = member_of(stated, key); value && value->is_string()) return *value;
        if (const auto* value = member_of(there, key); value && value->is_string()) return *value;
        return name_or_null(otherwise);
    };
    json::object schema(7, storage_);
    schema.emplace("table", collection);
    schema.emplace("column", field);
    schema.emplace("foreign_key_table", table);
    schema.emplace("foreign_key_column", told("foreign_key_column", key_name(stated_, here_, table)));
    json::value name(nullptr);
    if (here_.vendor.has(SCHEMAD_CAP_FOREIGN_KEY_NAMES)) {
        // one that is there keeps its name, and a new one gets that of its column, whatever it is called elsewhere
        const auto* kept_name = member_of(there, "constraint_name");
        name = kept_name && kept_name->is_string()
                   ? *kept_name
                   : json::value(
                         model::default_name(model::NameKind::foreign, collection, field, model::foreign_key_name_max));
    }
    schema.emplace("constraint_name", std::move(name));
    const auto rule = [&](std::string_view key, std::string_view otherwise) {
        auto wanted = told(key, otherwise);
        if (wanted.is_string()) wanted = model::key_rule(wanted.get_string());
        // which of the two stands for "not stated" is the vendor's way of telling it
        const auto* kept_rule = member_of(there, key);
        const bool as_there = !origin_.same_vendor && kept_rule && is_refusal(*kept_rule) && is_refusal(wanted);
        return as_there ? *kept_rule : wanted;
    };
    schema.emplace("on_update", rule("on_update", "NO ACTION"));
    schema.emplace("on_delete", rule("on_delete", rule_of_deletion(collection, field)));
    return schema;
}

json::object Relations::made(const json::object& relation) const {
    const auto collection = text_of(relation, "collection"), field = text_of(relation, "field");
    const auto* kept = here_.items.find(ItemKind::relation, collection, field);
    const auto* related = member_of(&relation, "related_collection");
    if (!related) related = member_of(kept, "related_collection");
    json::object made(5, storage_);
    made.emplace("collection", collection);
    made.emplace("field", field);
    made.emplace("related_collection", related ? *related : json::value(nullptr));
    if (stays_untracked(relation, here_, origin_)) {
        made.emplace("meta", nullptr);
    } else {
        json::object names{{"many_collection", collection}, {"many_field", field}};
        if (is_by_hand(relation) && related) names.emplace("one_collection", *related);
        made.emplace("meta", meta_of(ItemKind::relation, relation, {}, names, here_, origin_, storage_));
    }
    if (const auto table = table_of_key(relation, stated_, here_); !table.empty())
        made.emplace("schema", key_of(relation, table));
    return made;
}

} // namespace schemad::translate
