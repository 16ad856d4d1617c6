// SPDX-License-Identifier: Apache-2.0
#include "engine/model/items.hpp"

#include <cmath>
#include <span>

#include "engine/js/value.hpp"

namespace schemad::model {

namespace {

struct Keys {
    std::span<const std::string_view> top; // "schema" stands where the schema paths do
    std::span<const std::string_view> schema;
};

constexpr std::string_view collection_top[] = {"collection", "fields", "meta", "schema"};
constexpr std::string_view collection_schema[] = {"name"};
constexpr std::string_view field_top[] = {"collection", "field", "type", "meta", "name", "children", "schema"};
constexpr std::string_view field_schema[] = {"name",
                                             "table",
                                             "data_type",
                                             "default_value",
                                             "max_length",
                                             "numeric_precision",
                                             "numeric_scale",
                                             "is_nullable",
                                             "is_unique",
                                             "is_indexed",
                                             "is_primary_key",
                                             "is_generated",
                                             "generation_expression",
                                             "has_auto_increment",
                                             "foreign_key_table",
                                             "foreign_key_column"};
constexpr std::string_view system_field_top[] = {"collection", "field", "schema"};
constexpr std::string_view system_field_schema[] = {"is_indexed"};
constexpr std::string_view relation_top[] = {"collection", "field", "related_collection", "meta", "schema"};
constexpr std::string_view relation_schema[] = {
    "table", "column", "foreign_key_table", "foreign_key_column", "constraint_name", "on_update", "on_delete"};

Keys keys_of(ItemKind kind) noexcept {
    switch (kind) {
    case ItemKind::collection: return {collection_top, collection_schema};
    case ItemKind::field: return {field_top, field_schema};
    case ItemKind::system_field: return {system_field_top, system_field_schema};
    case ItemKind::relation: return {relation_top, relation_schema};
    }
    return {};
}

} // namespace

std::string_view list_name(ItemKind kind) noexcept {
    switch (kind) {
    case ItemKind::collection: return "collections";
    case ItemKind::field: return "fields";
    case ItemKind::system_field: return "systemFields";
    case ItemKind::relation: return "relations";
    }
    return {};
}

json::object pick(ItemKind kind, const json::object& item, json::storage_ptr storage, bool without_schema) {
    const auto keys = keys_of(kind);
    json::object picked(keys.top.size(), storage);
    for (const auto key : keys.top) {
        const auto* value = item.if_contains(key);
        if (!value) continue;
        if (key != "schema") {
            picked.emplace(key, *value);
            continue;
        }
        const auto* schema = value->if_object();
        if (!schema || without_schema) continue;
        json::object chosen(keys.schema.size(), storage);
        for (const auto inner : keys.schema)
            if (const auto* found = schema->if_contains(inner)) chosen.emplace(inner, *found);
        // an object none of whose paths exist leaves no trace, as picking by path does
        if (!chosen.empty()) picked.emplace(key, std::move(chosen));
    }
    return picked;
}

bool is_picked(ItemKind kind, const json::object& item, bool without_schema) {
    const auto keys = keys_of(kind);
    const auto in_order = [](const json::object& object, std::span<const std::string_view> order) {
        std::size_t next = 0;
        for (const auto& member : object) {
            while (next < order.size() && order[next] != member.key()) ++next;
            if (next++ >= order.size()) return false;
        }
        return true;
    };
    if (!in_order(item, keys.top)) return false;
    const auto* schema = item.if_contains("schema");
    if (!schema) return true;
    if (without_schema || !schema->is_object() || schema->get_object().empty()) return false;
    return in_order(schema->get_object(), keys.schema);
}

std::string_view text_of(const json::object& object, std::string_view key) noexcept {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

const json::object* object_of(const json::object& object, std::string_view key) noexcept {
    const auto* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

const json::array& list_of(const json::object& object, ItemKind kind) noexcept {
    static const json::array empty;
    const auto* value = object.if_contains(list_name(kind));
    return value && value->is_array() ? value->get_array() : empty;
}

bool truthy(const json::value& value) noexcept {
    switch (value.kind()) {
    case json::kind::null: return false;
    case json::kind::bool_: return value.get_bool();
    case json::kind::string: return !value.get_string().empty();
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: {
        const double number = js::number_of(value);
        return number != 0 && !std::isnan(number);
    }
    default: return true;
    }
}

bool truthy(const json::object& object, std::string_view key) noexcept {
    const auto* value = object.if_contains(key);
    return value && truthy(*value);
}

} // namespace schemad::model
