// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/declared.hpp"

#include <algorithm>

#include "engine/js/value.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

bool is_complete(const json::object& field) {
    constexpr std::array members{
        "data_type",         "default_value",      "max_length",           "numeric_precision", "numeric_scale",
        "is_nullable",       "is_unique",          "is_primary_key",       "is_generated",      "has_auto_increment",
        "foreign_key_table", "foreign_key_column", "generation_expression"};
    const auto* schema = object_of(field, "schema");
    return schema && !text_of(field, "type").empty() && !text_of(*schema, "data_type").empty() &&
           std::all_of(members.begin(), members.end(), [&](const char* key) { return schema->contains(key); });
}

bool is_wide(const json::object& schema) { return text_of(schema, "data_type").starts_with("bigint"); }

bool is_sized(std::string_view type) { return type == "string" || type == "decimal"; }

bool is_text(const json::object& schema) {
    return schema.contains("max_length") && schema.at("max_length").is_number();
}

bool is_uuid_in_text(std::string_view type, const json::object& schema, bool points_somewhere) {
    const auto data_type = text_of(schema, "data_type");
    const auto* length = schema.if_contains("max_length");
    return type == "string" && (data_type == "char" || data_type == "varchar") && length && length->is_number() &&
           js::number_of(*length) == 36 && (points_somewhere || model::truthy(schema, "is_primary_key"));
}

std::string without_doubled_quotes(std::string_view text) {
    std::string single;
    for (std::size_t at = 0; at < text.size(); ++at) {
        single += text[at];
        if (text[at] != '\'') continue;
        if (at + 1 == text.size() || text[at + 1] != '\'') return std::string{text};
        ++at;
    }
    return single;
}

const json::value& member_of(const json::object& object, std::string_view key) {
    static const json::value null;
    const auto* value = object.if_contains(key);
    return value ? *value : null;
}

} // namespace schemad::translate
