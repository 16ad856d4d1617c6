// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/foreign_keys.hpp"

#include "engine/model/system_fields.hpp"
#include "engine/translate/complete.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

namespace {

bool may_be_pointed_to(const Items& stated, const Here& here, std::string_view collection) {
    if (model::is_system_name(collection)) return here.dialect.system().contains(collection);
    return is_table(stated, here, collection);
}

} // namespace

bool is_refusal(const json::value& rule) {
    return rule.is_string() && (rule.get_string() == "NO ACTION" || rule.get_string() == "RESTRICT");
}

std::string_view table_of_key(const json::object& relation, const Items& stated, const Here& here) {
    const auto related = text_of(relation, "related_collection");
    if (const auto* schema = relation.if_contains("schema")) {
        if (!schema->is_object()) return {};
        return related.empty() ? text_of(schema->get_object(), "foreign_key_table") : related;
    }
    if (related.empty() || !is_by_hand(relation)) return {};
    const auto* there =
        here.items.find(ItemKind::relation, text_of(relation, "collection"), text_of(relation, "field"));
    if (there && !there->contains("schema") && text_of(*there, "related_collection") == related) return {};
    const auto collection = text_of(relation, "collection");
    const bool has_table = model::is_system_name(collection) || is_table(stated, here, collection);
    return has_table && may_be_pointed_to(stated, here, related) ? related : std::string_view{};
}

model::FieldMap<Pointing> foreign_keys_of(const Items& stated, const Here& here) {
    model::FieldMap<Pointing> keys;
    const auto add = [&](const json::object& item, std::string_view table) {
        if (table.empty()) return;
        const auto* schema = object_of(item, "schema");
        auto column = schema ? text_of(*schema, "foreign_key_column") : std::string_view{};
        if (column.empty()) column = key_name(stated, here, table);
        if (!column.empty()) keys.emplace(key_of(ItemKind::relation, item), Pointing{table, column});
    };
    for (const auto* relation : stated.list(ItemKind::relation)) add(*relation, table_of_key(*relation, stated, here));
    for (const auto* field : stated.list(ItemKind::field))
        if (const auto* schema = object_of(*field, "schema")) add(*field, text_of(*schema, "foreign_key_table"));
    return keys;
}

} // namespace schemad::translate
