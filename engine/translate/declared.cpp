// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/declared.hpp"

#include <algorithm>

#include "engine/error.hpp"
#include "engine/js/equal.hpp"
#include "engine/js/value.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

bool is_complete(const json::object& field) {
    constexpr std::array members{
        // in the order of a snapshot
        "data_type",          "default_value",     "max_length",        "numeric_precision", "numeric_scale",
        "is_nullable",        "is_unique",         "is_primary_key",    "is_generated",      "generation_expression",
        "has_auto_increment", "foreign_key_table", "foreign_key_column"};
    const auto* schema = object_of(field, "schema");
    if (!schema || text_of(field, "type").empty() || text_of(*schema, "data_type").empty()) return false;
    js::MemberFinder finder(*schema);
    return std::all_of(members.begin(), members.end(), [&](const char* key) { return finder.find(key); });
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

std::string without_escapes(std::string_view text, std::string_view data_type) {
    const auto holds = [&](std::string_view part) { return data_type.find(part) != std::string_view::npos; };
    const bool expression = holds("text") || holds("blob") || holds("json");
    const std::string_view escapes = expression ? "0nrZ\\'" : "0nrZ\\", meant("\0\n\r\x1a\\'", 6);
    std::string content;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (text[at] == '\\') {
            const auto known = at + 1 < text.size() ? escapes.find(next) : std::string_view::npos;
            if (known == std::string_view::npos) return std::string{text};
            content += meant[known], ++at;
        } else if (text[at] == '\'') {
            if (expression || next != '\'') return std::string{text};
            content += '\'', ++at;
        } else {
            content += text[at];
        }
    }
    return content;
}

bool is_moment(std::string_view text) {
    return text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text.ends_with('Z');
}

std::string with_seconds(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    const bool bare = text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4);
    return bare ? std::string{text} + ":00" : std::string{text};
}

json::value boolean_default(const json::value& stated, const FieldKey& field) {
    if (stated.is_null() || stated.is_bool()) return stated;
    std::string word;
    if (stated.is_number()) word = js::number_text(js::number_of(stated));
    if (stated.is_string())
        for (const char c : stated.get_string()) // ((0)), b'1', FALSE
            if (c != '(' && c != ')' && c != '\'' && c != ' ')
                word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (word == "0" || word == "false" || word == "b0") return false;
    if (word == "1" || word == "true" || word == "b1") return true;
    if (word == "null") return nullptr;
    throw invalid_payload("The default of the boolean field \"" + std::string{field.collection} + "." +
                          std::string{field.field} + "\" must be true or false");
}

void fit_sizes(json::object& schema, std::string_view type, const FieldKey& field) {
    for (const auto* key : {"max_length", "numeric_precision"}) {
        const auto* value = schema.if_contains(key);
        const auto number = !value || value->is_null() ? std::optional<double>(1)
                            : value->is_string()       ? js::to_number(value->get_string())
                            : value->is_number()       ? js::number_of(*value)
                                                       : std::optional<double>{};
        if (!number || *number < 1)
            throw invalid_payload(std::string{key} + " of field \"" + std::string{field.collection} + "." +
                                  std::string{field.field} + "\" must be a positive number");
    }
    if (type != "string" && type != "hash") schema.erase("max_length");
    if (type != "decimal") return;
    const auto* precision = schema.if_contains("numeric_precision");
    const auto* scale = schema.if_contains("numeric_scale");
    constexpr double usual_scale = 5;
    if (precision && precision->is_number() && (!scale || scale->is_null()))
        schema["numeric_scale"] = js::truncated(std::min(js::number_of(*precision), usual_scale));
}

const json::value& member_of(const json::object& object, std::string_view key) {
    static const json::value null;
    const auto* value = object.if_contains(key);
    return value ? *value : null;
}

} // namespace schemad::translate
