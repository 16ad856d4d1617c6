// SPDX-License-Identifier: Apache-2.0
// Items of a snapshot in which everything that is text may be hostile.
#include "tests/conformance/hostile/strings.hpp"

namespace schemad::test {

namespace json = boost::json;

json::object Hostile::field(const std::string& collection, const std::string& field) {
    static const std::vector<std::string> kinds{
        "string", "text",   "integer", "boolean",    "json",  "timestamp", "decimal", "uuid", "text",  "text",
        "string", "string", "csv",     "bigInteger", "float", "dateTime",  "unknown", "csv",  "string"};
    const auto optional = [&](unsigned percent, auto&& make) {
        return chance(percent) ? json::value(make()) : json::value(nullptr);
    };
    const auto some = [&] { return text(); };
    const auto brief = [&] { return short_text(); };
    const auto kind = pick(kinds);
    const bool holds_text = kind == "string" || kind == "text" || kind == "csv" || kind == "unknown";
    json::object meta{{"collection", collection},
                      {"field", field},
                      {"special", nullptr},
                      {"interface", optional(60, brief)},
                      {"options", chance(60) ? json::value{{text(), text()}} : json::value(nullptr)},
                      {"display", optional(60, brief)},
                      {"display_options", chance(10) ? json::value{{"x", {text()}}} : json::value(nullptr)},
                      {"readonly", false},
                      {"hidden", false},
                      {"sort", 1},
                      {"width", optional(50, brief)},
                      {"translations", nullptr},
                      {"note", optional(90, some)},
                      {"conditions", nullptr},
                      {"required", false},
                      {"group", nullptr},
                      {"validation", nullptr},
                      {"validation_message", optional(60, some)}};
    if (chance(5)) meta["special"] = json::array{json::value(text())};
    const bool generated = chance(3);
    json::object schema{{"name", field},
                        {"table", collection},
                        {"data_type", chance(45) ? type() : pick(types_)},
                        {"default_value", generated ? json::value(nullptr)
                                                    : optional(holds_text ? 85 : 12, [&] { return expression(); })},
                        {"max_length", chance(30) ? json::value(255) : json::value(nullptr)},
                        {"numeric_precision", nullptr},
                        {"numeric_scale", nullptr},
                        {"is_nullable", true},
                        {"is_unique", false},
                        {"is_indexed", false},
                        {"is_primary_key", false},
                        {"is_generated", generated},
                        {"generation_expression", generated ? json::value(expression()) : json::value(nullptr)},
                        {"has_auto_increment", false},
                        {"foreign_key_schema", nullptr},
                        {"foreign_key_table", nullptr},
                        {"foreign_key_column", nullptr},
                        {"comment", optional(40, some)}};
    return {{"collection", collection},
            {"field", field},
            {"type", chance(3) ? text() : kind},
            {"meta", std::move(meta)},
            {"schema", std::move(schema)}};
}

json::object Hostile::relation(const std::string& collection, const std::string& field, const std::string& to) {
    static const std::vector<std::string> rules{"SET NULL", "NO ACTION", "CASCADE", "RESTRICT"};
    return {{"collection", collection},
            {"field", field},
            {"related_collection", to},
            {"meta",
             {{"many_collection", collection},
              {"many_field", field},
              {"one_collection", to},
              {"one_field", nullptr},
              {"one_collection_field", chance(20) ? json::value(short_text()) : json::value(nullptr)},
              {"one_allowed_collections", nullptr},
              {"junction_field", chance(20) ? json::value(short_text()) : json::value(nullptr)},
              {"sort_field", chance(20) ? json::value(short_text()) : json::value(nullptr)},
              {"one_deselect_action", chance(30) ? short_text() : "nullify"}}},
            {"schema",
             {{"table", collection},
              {"column", field},
              {"foreign_key_table", to},
              {"foreign_key_column", chance(10) ? text() : "id"},
              {"constraint_name", chance(60) ? json::value(text()) : json::value(nullptr)},
              {"on_update", chance(10) ? text() : pick(rules)},
              {"on_delete", chance(15) ? text() : pick(rules)}}}};
}

json::object Hostile::collection(const std::string& name) {
    return {{"collection", name},
            {"meta",
             {{"collection", name},
              {"icon", chance(40) ? json::value(short_text()) : json::value(nullptr)},
              {"note", text()},
              {"display_template", chance(40) ? json::value(text()) : json::value(nullptr)},
              {"translations",
               chance(20) ? json::value(json::array{json::value{{"translation", text()}}}) : json::value(nullptr)},
              {"color", chance(20) ? json::value(short_text()) : json::value(nullptr)},
              {"preview_url", chance(20) ? json::value(text()) : json::value(nullptr)},
              {"archive_value", chance(20) ? json::value(text()) : json::value(nullptr)}}},
            {"schema", {{"name", name}, {"comment", chance(50) ? json::value(text()) : json::value(nullptr)}}}};
}

void Hostile::spoil(json::value& document, unsigned per_mille) {
    if (auto* text_there = document.if_string()) {
        if (below(1000) < per_mille) *text_there = chance(40) ? expression() : chance(50) ? type() : text();
    } else if (auto* list = document.if_array()) {
        for (auto& one : *list) spoil(one, per_mille);
    } else if (auto* object = document.if_object()) {
        for (auto& member : *object)
            if (member.key() != "kind") spoil(member.value(), per_mille);
    }
}

} // namespace schemad::test
