// SPDX-License-Identifier: Apache-2.0
#include "server/cli/property_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "engine/formats/formats.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_value = 60; // columns

constexpr std::array schema_words{
    std::pair<std::string_view, std::string_view>{"data_type", "type in the database"},
    std::pair<std::string_view, std::string_view>{"default_value", "default"},
    std::pair<std::string_view, std::string_view>{"max_length", "length"},
    std::pair<std::string_view, std::string_view>{"numeric_precision", "precision"},
    std::pair<std::string_view, std::string_view>{"numeric_scale", "scale"},
    std::pair<std::string_view, std::string_view>{"is_nullable", "may be empty"},
    std::pair<std::string_view, std::string_view>{"is_unique", "unique"},
    std::pair<std::string_view, std::string_view>{"is_indexed", "indexed"},
    std::pair<std::string_view, std::string_view>{"is_primary_key", "primary key"},
    std::pair<std::string_view, std::string_view>{"has_auto_increment", "counts up"},
    std::pair<std::string_view, std::string_view>{"is_generated", "generated"},
    std::pair<std::string_view, std::string_view>{"generation_expression", "generated as"},
    std::pair<std::string_view, std::string_view>{"foreign_key_table", "leads to table"},
    std::pair<std::string_view, std::string_view>{"foreign_key_column", "leads to column"},
    std::pair<std::string_view, std::string_view>{"constraint_name", "name of the foreign key"},
    std::pair<std::string_view, std::string_view>{"on_delete", "on delete"},
    std::pair<std::string_view, std::string_view>{"on_update", "on update"},
};

const json::value* member(const json::value* value, std::string_view key) {
    const auto* object = value ? value->if_object() : nullptr;
    return object ? object->if_contains(key) : nullptr;
}

std::string text_of(const json::value* value) {
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_true(const json::value* value) { return value && value->is_bool() && value->get_bool(); }

std::string shown(const json::value* value) {
    if (!value || value->is_null()) return "none";
    if (value->is_bool()) return value->get_bool() ? "yes" : "no";
    return shortened_to(formats::write_json(*value), longest_value);
}

std::string path_in_words(const json::value* path) {
    const auto* list = path ? path->if_array() : nullptr;
    if (!list || list->empty()) return "all of it";
    std::string first = text_of(&list->front()), rest;
    for (auto part = list->begin() + 1; part != list->end(); ++part)
        rest += (rest.empty() ? "" : ".") +
                (part->is_string() ? std::string(part->get_string()) : formats::write_json(*part));
    if (rest.empty()) return first;
    if (first == "schema")
        for (const auto& [key, word] : schema_words)
            if (key == rest) return std::string(word);
    return first == "meta" ? rest : first == "schema" ? rest : first + '.' + rest;
}

std::string number_text(const json::value* value) {
    return value && value->is_number() ? formats::write_json(*value) : std::string();
}

} // namespace

std::vector<std::string> field_in_words(const json::value& item) {
    const auto *schema = member(&item, "schema"), *meta = member(&item, "meta");
    auto type = text_of(member(&item, "type"));
    if (type.empty()) type = "unknown type";
    if (!schema || !schema->is_object()) return {type == "alias" ? "no column" : type + ", no column"};
    const auto length = number_text(member(schema, "max_length")),
               precision = number_text(member(schema, "numeric_precision")),
               scale = number_text(member(schema, "numeric_scale"));
    if (type == "string" && !length.empty()) type += '(' + length + ')';
    if (type == "decimal" && !precision.empty()) type += '(' + precision + (scale.empty() ? "" : "," + scale) + ')';
    std::vector<std::string> words{type};
    const auto* nullable = member(schema, "is_nullable");
    const bool key = is_true(member(schema, "is_primary_key"));
    if (key) words.emplace_back("primary key");
    if (is_true(member(schema, "has_auto_increment"))) words.emplace_back("counts up");
    if (!key && nullable && nullable->is_bool() && !nullable->get_bool()) words.emplace_back("required");
    if (!key && is_true(member(schema, "is_unique"))) words.emplace_back("unique");
    if (is_true(member(schema, "is_indexed"))) words.emplace_back("indexed");
    if (const auto* value = member(schema, "default_value");
        value && !value->is_null() && !is_true(member(schema, "has_auto_increment")))
        words.push_back("default " + shown(value));
    if (is_true(member(schema, "is_generated"))) words.emplace_back("generated");
    if (is_true(member(meta, "hidden"))) words.emplace_back("hidden");
    return words;
}

std::vector<std::string> relation_in_words(const json::value& item) {
    const auto* schema = member(&item, "schema");
    if (!schema || !schema->is_object()) return {"no foreign key"};
    std::vector<std::string> words;
    if (const auto rule = text_of(member(schema, "on_delete")); !rule.empty()) words.push_back("on delete " + rule);
    if (const auto rule = text_of(member(schema, "on_update")); !rule.empty() && rule != "NO ACTION")
        words.push_back("on update " + rule);
    return words;
}

std::vector<std::string> collection_in_words(const json::value& item) {
    const auto *schema = member(&item, "schema"), *meta = member(&item, "meta");
    std::vector<std::string> words{schema && schema->is_object() ? "collection" : "folder"};
    if (is_true(member(meta, "singleton"))) words.emplace_back("one row");
    if (is_true(member(meta, "hidden"))) words.emplace_back("hidden");
    if (const auto note = text_of(member(meta, "note")); !note.empty()) words.push_back(shown(member(meta, "note")));
    return words;
}

std::string relation_name(const json::object& item) {
    const json::value whole(item);
    const auto related = text_of(member(&whole, "related_collection"));
    return text_of(member(&whole, "field")) + " -> " + (related.empty() ? "several collections" : related);
}

std::string property_change(const json::value& change) {
    const auto kind = text_of(member(&change, "kind"));
    const auto what = path_in_words(member(&change, "path"));
    if (kind == "A") { // one place of a list
        const auto* item = member(&change, "item");
        const auto inner = text_of(member(item, "kind"));
        return what +
               (inner == "D" ? ": without " + shown(member(item, "lhs")) : ": also " + shown(member(item, "rhs")));
    }
    if (kind == "D") return what + ": " + shown(member(&change, "lhs")) + " goes";
    if (kind == "N") return what + ": " + shown(member(&change, "rhs"));
    return what + ": " + shown(member(&change, "lhs")) + " -> " + shown(member(&change, "rhs"));
}

} // namespace schemad::cli
