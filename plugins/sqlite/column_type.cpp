// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/column_type.hpp"

#include <algorithm>
#include <iterator>

#include "plugins/sqlite/column_facts.hpp"
#include "plugins/sqlite/ddl_tokens.hpp"
#include "plugins/sqlite/default_spelling.hpp"
#include "plugins/sqlite/generated.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/foreign_defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;

bool has(const schemad_column_spec& spec, std::uint32_t flag) noexcept { return (spec.flags & flag) != 0; }

bool only_letters(std::string_view s) noexcept {
    return std::all_of(s.begin(), s.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

struct Spelling {
    std::string_view field_type;
    sql::Words declared;
};
constexpr Spelling spellings[] = {
    {"text", "text"},         {"csv", "text"},          {"boolean", "boolean"},    {"integer", "integer"},
    {"bigInteger", "bigint"}, {"float", "float"},       {"decimal", "float"},      {"date", "date"},
    {"time", "time"},         {"dateTime", "datetime"}, {"timestamp", "datetime"}, {"json", "json"},
    {"hash", "varchar(255)"}, {"uuid", "char(36)"},     {"binary", "blob"},        {"geometry", "geometry"},
};
constexpr sql::Words geometries[] = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"};

[[noreturn]] void cannot_hold(const schemad_column_spec& spec) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(
        SCHEMAD_E_UNSUPPORTED,
        "SQLite has no column for the field type " + std::string(kit::view(spec.field_type)) + " of " + name, {}, name);
}

bool counts_up(const schemad_column_spec& spec) noexcept { return has(spec, SCHEMAD_SPEC_AUTO_INCREMENT); }

bool numeric_field(std::string_view type) noexcept {
    return type == "integer" || type == "bigInteger" || type == "float" || type == "decimal" || type == "boolean";
}

bool is_zero(std::string_view number) noexcept {
    const auto mantissa = number.substr(0, number.find_first_of("eE"));
    return mantissa.find_first_of("123456789") == std::string_view::npos;
}

} // namespace

SqlText declared_type(const schemad_column_spec& spec) {
    if (counts_up(spec)) return SqlText("integer"); // AUTOINCREMENT is for INTEGER PRIMARY KEY alone, bigInteger or not
    const auto type = kit::view(spec.field_type);
    const auto own = kit::view(spec.data_type);
    if (has(spec, SCHEMAD_SPEC_OWN_SPELLING) && kit::stated(spec.data_type) && only_letters(own)) {
        if (own.empty()) return {}; // a column may go without a type
        const auto sized = spec.max_length < 0 ? SqlText() : "(" + sql::number(spec.max_length) + ")";
        // letters alone are one token, and quoted where they are a keyword
        return spelled_type(own) == own ? sql::word(own) + sized : sql::quote(std::string(own) + sized.str(), '"');
    }
    if (type == "string")
        return "varchar(" + sql::number(spec.max_length < 0 ? std::int64_t{255} : spec.max_length) + ")";
    for (const auto& s : spellings)
        if (s.field_type == type) return SqlText(s.declared);
    if (type.starts_with("geometry."))
        for (const auto& shape : geometries)
            if (type.substr(9) == shape.view()) return SqlText(shape);
    cannot_hold(spec);
}

namespace {

[[noreturn]] void no_default(const schemad_column_spec& spec) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the default of " + name + " is no value of its type here", {}, name);
}

// Another vendor's text where SQLite would take anything: a call of a function that is not there is no text.
bool is_value_of(std::string_view field, std::string_view text) {
    if (field == "date" || field == "dateTime" || field == "timestamp" || field == "time")
        return !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (numeric_field(field)) return sql::is_number(text);
    if (field == "uuid") return text.find('(') == std::string_view::npos;
    return !(sql::begins_like_call(text) && text.ends_with(')'));
}

SqlText json_default(const schemad_column_spec& spec, std::string_view text) {
    // a text that is one string may be what the catalog computes: no JSON, so it came as a string
    if (has(spec, SCHEMAD_SPEC_OWN_SPELLING) && text.size() > 2 && text.front() == '"' &&
        text.find('\\') == std::string_view::npos) {
        const auto inside = text.substr(1, text.size() - 2);
        if (sql::begins_like_call(inside)) return own_default(inside, false, kit::view(spec.name));
    }
    if (!has(spec, SCHEMAD_SPEC_OWN_SPELLING)) {
        if (const auto value = sql::made_by_call(text)) return sql::text_literal(*value);
        if (sql::is_call_in_json(text)) no_default(spec);
    }
    // the catalog's text has its quotes doubled
    const bool doubled = has(spec, SCHEMAD_SPEC_OWN_SPELLING) && sql::quotes_are_paired(text);
    return sql::text_literal(doubled ? without_doubled(text, '\'') : std::string(text));
}

} // namespace

std::optional<SqlText> default_sql(const schemad_column_spec& spec) {
    const auto text = kit::view(spec.default_text);
    const auto field = kit::view(spec.field_type);
    const bool boolean = field == "boolean";
    const auto bit = [](bool on) { return SqlText(on ? sql::Words("1") : sql::Words("0")); };
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN: return boolean ? bit(text == "true") : sql::text_literal(text);
    case SCHEMAD_DEFAULT_NUMBER:
        if (boolean) return bit(!is_zero(text));
        // digits as they are keep every one; a text column would only turn them into text again
        return sql::is_number(text) && numeric_field(field) ? sql::number(text) : sql::text_literal(text);
    case SCHEMAD_DEFAULT_JSON: return json_default(spec, text);
    case SCHEMAD_DEFAULT_TEXT: break;
    default: return std::nullopt;
    }
    if (has(spec, SCHEMAD_SPEC_OWN_SPELLING)) return own_default(text, numeric_field(field), kit::view(spec.name));
    if (boolean) return bit(!text.empty() && text != "false"); // truth as JavaScript has it, "0" included
    switch (sql::known_function(text).kind) {
    case sql::KnownFunction::now: return SqlText("CURRENT_TIMESTAMP"); // without its precision, SQLite has none
    case sql::KnownFunction::uuid: return std::nullopt; // SQLite has no such function: the preview shows no default
    case sql::KnownFunction::none: break;
    }
    const auto clock = sql::clock_of(text);
    if (field == "date" && clock == sql::Clock::today) return SqlText("CURRENT_DATE");
    if (field == "time" && clock == sql::Clock::time_of_day) return SqlText("CURRENT_TIME");
    if (numeric_field(field) && !sql::is_number(text))
        if (const auto number = sql::computed_number(text, sql::Speaker::sqlite)) return own_expression(*number);
    if (!is_value_of(field, text)) no_default(spec);
    return sql::text_literal(text);
}

SqlText column_definition(const schemad_column_spec& spec) {
    auto out = sql::quote(kit::view(spec.name), '`');
    if (auto type = declared_type(spec); !type.empty()) out += " " + type;
    if (kit::stated(spec.generation_expression)) {
        out += " GENERATED ALWAYS AS (" + generated_sql(spec) + ")";
    } else if (const auto value = default_sql(spec)) {
        out += " DEFAULT " + *value;
    }
    const bool key = has(spec, SCHEMAD_SPEC_PRIMARY_KEY) || counts_up(spec);
    if (key || !has(spec, SCHEMAD_SPEC_NULLABLE)) out += " NOT NULL";
    return out;
}

void require_strict_type(std::string_view declared, std::string_view table, std::string_view column) {
    for (const char* allowed : {"int", "integer", "real", "text", "blob", "any"})
        if (sql::same_word(declared, allowed)) return;
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "the table " + std::string(table) + " is STRICT and cannot hold the type " +
                         std::string(declared) + " of " + std::string(column),
                     std::string(table), std::string(column));
}

kit::Column preview(const schemad_column_spec& spec) {
    kit::Column c;
    c.name = kit::view(spec.name);
    c.declared_type = declared_type(spec).str();
    // what PRAGMA table_xinfo shows of a type in quotes is what is inside them
    const Tokens type(c.declared_type);
    const auto shown = type.size() == 1 && type.kind(0) == Token::quoted_name ? type.name(0) : c.declared_type;
    auto facts = type_facts(shown);
    c.data_type = std::move(facts.data_type);
    c.max_length = facts.max_length, c.max_length_kind = facts.max_length_kind;
    if (kit::stated(spec.generation_expression)) {
        c.flags |= SCHEMAD_COLUMN_GENERATED | SCHEMAD_COLUMN_REALLY_GENERATED;
        c.generation_expression = kit::view(spec.generation_expression);
    } else if (const auto written = default_sql(spec)) {
        if (const auto text = sql::parse_default(sql::Dialect::sqlite, catalog_default(written->view())))
            c.default_text = std::string(*text);
        c.default_sql = written->str();
    }
    const bool key = has(spec, SCHEMAD_SPEC_PRIMARY_KEY) || counts_up(spec);
    if (has(spec, SCHEMAD_SPEC_NULLABLE) && !key) c.flags |= SCHEMAD_COLUMN_NULLABLE;
    if (has(spec, SCHEMAD_SPEC_UNIQUE)) c.flags |= SCHEMAD_COLUMN_UNIQUE;
    if (has(spec, SCHEMAD_SPEC_INDEXED)) c.flags |= SCHEMAD_COLUMN_INDEXED;
    if (key) {
        c.flags |= SCHEMAD_COLUMN_PRIMARY_KEY | SCHEMAD_COLUMN_SOLE_PRIMARY_KEY;
        // the row id itself needs no index, every other key gets one
        const bool row_id = sql::same_word(c.declared_type, "integer");
        c.flags = row_id ? c.flags & ~std::uint32_t{SCHEMAD_COLUMN_UNIQUE} : c.flags | SCHEMAD_COLUMN_UNIQUE;
    }
    if (counts_up(spec)) c.flags |= SCHEMAD_COLUMN_AUTO_INCREMENT;
    return c;
}

} // namespace schemad::sqlite
