// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/default_spelling.hpp"

#include <algorithm>
#include <iterator>

#include "vendors/pq/connection.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/foreign_defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::pq {

namespace {

bool has(const schemad_column_spec& spec, std::uint32_t flag) noexcept { return (spec.flags & flag) != 0; }

bool is_numeric(const Type& t) noexcept {
    return t.kind == TypeClass::integer || t.kind == TypeClass::floating || t.kind == TypeClass::numeric;
}

using sql::SqlText;
SqlText written_literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::postgres); }

bool is_name_start(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_char(char c) noexcept { return is_name_start(c) || (c >= '0' && c <= '9') || c == '$'; }

using sql::Expression;

std::optional<Expression> tree_of(std::string_view text) { return sql::read_expression(text, sql::Language::postgres); }
SqlText printed(const Expression& tree) { return sql::write_expression(tree, sql::Language::postgres); }

// now(), CURRENT_DATE, localtimestamp(0): nothing in brackets, nothing behind it
bool is_function(const Expression& e) noexcept {
    if (e.kind == Expression::call) return true;
    return e.kind == Expression::value && !sql::same_word(e.content, "null") && !sql::same_word(e.content, "true") &&
           !sql::same_word(e.content, "false");
}
bool has_function(const Expression& e) noexcept {
    return is_function(e) || std::any_of(e.parts.begin(), e.parts.end(), has_function);
}

// The catalog writes x::type of anything but a literal as (x)::type, and a snapshot cuts it at the ::. Brackets around
// one operand alone are what is left of that: which type it was, nobody knows. A whole number is one in every type.
bool is_cut_cast(const Expression& e) noexcept {
    if (e.kind != Expression::parens || e.parts.size() != 3) return false;
    const auto& inside = e.parts[1];
    return inside.kind != Expression::chain;
}

bool is_whole_number(std::string_view s) noexcept {
    return sql::is_number(s) && s.find_first_of(".eE") == std::string_view::npos;
}
bool is_zero(std::string_view number) noexcept {
    return number.substr(0, number.find_first_of("eE")).find_first_of("123456789") == std::string_view::npos;
}

// The content of a literal as a snapshot has it, its quotes still doubled.
SqlText own_literal(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        plain += text[i];
        if (text[i] == '\'' && i + 1 < text.size() && text[i + 1] == '\'') ++i;
    }
    return written_literal(sql::quotes_are_paired(text) ? std::string_view(plain) : text);
}

// Computed rather than content, judged by what the type could hold otherwise.
bool looks_computed(std::string_view s, const Type& type) {
    constexpr std::string_view special[] = {"NaN", "Infinity", "-Infinity"};
    if (is_numeric(type))
        return !sql::is_number(s) && std::find(std::begin(special), std::end(special), s) == std::end(special);
    // a literal's quotes come in pairs; an expression with one in it ends behind the first of them
    if (!sql::quotes_are_paired(s) && (s.starts_with("(") || sql::trim(s).starts_with("CASE"))) return true;
    if (sql::begins_like_call(s)) return true;
    if (s.ends_with("()") && std::all_of(s.begin(), s.end() - 2, [](char c) { return is_name_char(c) || c == '.'; }))
        return true;
    const auto tree = tree_of(s);
    if (tree && (is_function(*tree) || (tree->kind == Expression::parens && has_function(*tree)))) return true;
    // (1)::text, cut: brackets around one value are of the catalog, not of a text
    if (tree && tree->kind == Expression::parens && tree->parts[1].is_literal()) return true;
    if (tree && tree->kind == Expression::bits) return true;
    switch (type.kind) { // no value of these begins with a bracket or a call that is cut short
    case TypeClass::date:
    case TypeClass::time:
    case TypeClass::timetz:
    case TypeClass::timestamp:
    case TypeClass::timestamptz:
    case TypeClass::uuid: return s.find('(') != std::string_view::npos;
    case TypeClass::json:
    case TypeClass::jsonb: return !s.empty() && is_name_start(s.front()) && s.find('(') != std::string_view::npos;
    default: return false;
    }
}

[[noreturn]] void no_default(const schemad_column_spec& spec, const char* why) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the default of " + name + " " + why, {}, name);
}

SqlText own_text(const schemad_column_spec& spec, std::string_view text, const Type& type) {
    if (is_numeric(type) && sql::is_number(text)) return sql::number(text);
    if (!looks_computed(text, type)) return own_literal(text);
    const auto tree = tree_of(text);
    if (!tree) no_default(spec, "was cut short, or is no expression that is read here");
    if (is_cut_cast(*tree) && !(is_numeric(type) && is_whole_number(tree->parts[1].content)))
        no_default(spec, "was cut short, and its type is not known");
    if (is_function(*tree) || tree->kind == Expression::parens || tree->is_literal()) return printed(*tree);
    return "(" + printed(*tree) + ")";
}

SqlText boolean_word(bool value) { return SqlText(value ? sql::Words("true") : sql::Words("false")); }

// Whether another vendor's text is a value of the type; what is none would be refused by the server, or be nonsense.
bool is_value_of(const Type& type, std::string_view text) {
    const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    switch (type.kind) {
    case TypeClass::integer: return is_whole_number(text);
    case TypeClass::floating:
    case TypeClass::numeric: return sql::is_number(text) || text == "NaN";
    case TypeClass::date:
    case TypeClass::timestamp:
    case TypeClass::timestamptz: return digit(0) && digit(1) && digit(2) && digit(3) && text.find('-') == 4;
    case TypeClass::time:
    case TypeClass::timetz: return digit(0) && text.find(':') != std::string_view::npos;
    case TypeClass::uuid:
        return text.size() >= 32 && text.find_first_not_of("0123456789abcdefABCDEF-{}") == std::string_view::npos;
    default: return !(sql::begins_like_call(text) && text.ends_with(')'));
    }
}

SqlText text_default(const schemad_column_spec& spec, const Type& type) {
    const auto text = kit::view(spec.default_text);
    const bool own = has(spec, SCHEMAD_SPEC_OWN_SPELLING);
    const bool untouched_type = spec.existing && !(spec.changed & SCHEMAD_CHANGE_TYPE);
    if (untouched_type && kit::stated(spec.existing->default_sql) && kit::stated(spec.existing->default_text) &&
        kit::view(spec.existing->default_text) == text)
        return sql::CatalogText::printed(kit::view(spec.existing->default_sql)); // what is there already
    if (type.kind == TypeClass::boolean) {
        if (own && text != "true" && text != "false" && !is_whole_number(text) && looks_computed(text, type))
            return own_text(spec, text, type);
        return boolean_word(!text.empty() && text != "false"); // truth as JavaScript has it, "0" included
    }
    if (own && text == "now()") return SqlText("now()");
    const auto function = sql::known_function(text);
    const auto tree = tree_of(text);
    const bool whole = tree && is_function(*tree);
    if (function.kind == sql::KnownFunction::now && whole && type.kind != TypeClass::uuid)
        return function.precision.empty() ? SqlText("CURRENT_TIMESTAMP")
                                          : "CURRENT_TIMESTAMP(" + sql::number(function.precision) + ")";
    if (function.kind == sql::KnownFunction::uuid) return SqlText("gen_random_uuid()");
    if (is_numeric(type) && sequence_of(text)) return printed(*tree);
    if (own) return own_text(spec, text, type);
    if (is_numeric(type) && sql::is_number(text) && (type.kind != TypeClass::integer || is_whole_number(text)))
        return sql::number(text);
    const auto clock = sql::clock_of(text);
    if (type.kind == TypeClass::date && clock == sql::Clock::today) return SqlText("CURRENT_DATE");
    if (type.kind == TypeClass::time && clock == sql::Clock::time_of_day) return SqlText("LOCALTIME");
    if (is_numeric(type) && !sql::is_number(text))
        if (const auto number = sql::computed_number(text, sql::Speaker::postgres)) return printed(*tree_of(*number));
    if (type.kind == TypeClass::uuid && text == "uuid()") return SqlText("gen_random_uuid()");
    if (!is_value_of(type, text)) no_default(spec, "is no value of its type");
    return written_literal(text);
}

// 2024-02-29T12:34:56Z is kept as 2024-02-29 12:34:56, with +00 where there is a zone
std::string shown_time(std::string text, bool zoned) {
    if (text.size() < 10 || !(text[0] >= '0' && text[0] <= '9') || text[4] != '-') return text;
    if (text.size() == 10) text += " 00:00:00";
    if (text[10] == 'T') text[10] = ' ';
    if (text.ends_with('Z')) text.pop_back(), text += "+00";
    const auto dot = text.find('.');
    auto zone = text.find_first_of("+-", 11);
    if (dot != std::string::npos) { // no zeros at the end of a fraction
        auto end = std::min(zone, text.size());
        const auto from = end;
        while (end > dot + 1 && text[end - 1] == '0') --end;
        if (end == dot + 1) end = dot;
        text.erase(end, from - end);
        zone = text.find_first_of("+-", 11);
    }
    if (zoned && zone == std::string::npos) text += "+00";
    if (!zoned && zone != std::string::npos) text.erase(zone);
    return text;
}

} // namespace

std::optional<SqlText> sequence_of(std::string_view text) {
    constexpr std::string_view head = "nextval('", tail = "'::regclass)";
    if (!text.starts_with(head) || !sql::lower(text).ends_with(tail) || text.size() <= head.size() + tail.size())
        return std::nullopt;
    const auto inside = text.substr(head.size(), text.size() - head.size() - tail.size());
    SqlText name; // [schema.]sequence, each in quotes
    for (std::size_t at = 0, parts = 1;; ++parts) {
        std::string part;
        if (at < inside.size() && inside[at] == '"') {
            for (++at;; ++at) {
                if (at >= inside.size()) return std::nullopt;
                if (inside[at] == '"') {
                    if (at + 1 >= inside.size() || inside[at + 1] != '"') break;
                    ++at;
                } else if (inside[at] == '\'') {
                    if (at + 1 >= inside.size() || inside[at + 1] != '\'') return std::nullopt;
                    ++at;
                }
                part += inside[at];
            }
            ++at;
        } else {
            while (at < inside.size() && (is_name_char(inside[at]) || static_cast<unsigned char>(inside[at]) >= 0x80))
                part += inside[at++];
        }
        if (part.empty() || parts > 3) return std::nullopt;
        if (parts > 1) name += ".";
        name += sql::quote(part, '"');
        if (at == inside.size()) return name;
        if (inside[at++] != '.') return std::nullopt;
    }
}

std::optional<SqlText> default_sql(const schemad_column_spec& spec, const Type& type) {
    const auto text = kit::view(spec.default_text);
    const bool own = has(spec, SCHEMAD_SPEC_OWN_SPELLING);
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN:
        if (type.kind == TypeClass::boolean) return boolean_word(text == "true");
        if (is_numeric(type)) return SqlText(text == "true" ? sql::Words("1") : sql::Words("0"));
        if (type.name == "bit" && type.arg(0) == 1)
            return SqlText(text == "true" ? sql::Words("b'1'") : sql::Words("b'0'"));
        // of several bits a snapshot tells no more than that
        if (type.kind == TypeClass::other && own) no_default(spec, "is told as true or false, which says too little");
        return written_literal(text);
    case SCHEMAD_DEFAULT_NUMBER:
        if (type.kind == TypeClass::boolean) return boolean_word(!is_zero(text));
        // digits as they are keep every one
        if (is_numeric(type) && sql::is_number(text) && (type.kind != TypeClass::integer || is_whole_number(text)))
            return sql::number(text);
        return written_literal(text);
    case SCHEMAD_DEFAULT_JSON: {
        // a text that is one string may be what the catalog computes: no JSON, so it came as a string
        if (own && text.size() > 2 && text.starts_with('"') && text.find('\\') == std::string_view::npos) {
            const auto inside = text.substr(1, text.size() - 2);
            if (const auto tree = tree_of(inside); tree && is_function(*tree)) return printed(*tree);
            if (sql::begins_like_call(inside)) no_default(spec, "was cut short, or is no expression that is read here");
        }
        if (!own) {
            if (const auto value = sql::made_by_call(text)) return written_literal(*value);
            if (sql::is_call_in_json(text)) no_default(spec, "is no value of its type");
        }
        return own ? own_literal(text) : written_literal(text);
    }
    case SCHEMAD_DEFAULT_TEXT: return text_default(spec, type);
    default: return std::nullopt;
    }
}

kit::Text shown_default(std::string_view written, const Type& type) {
    std::string text(written);
    if (text.starts_with("(") && text.ends_with(")") && !sql::is_number(text) &&
        sql::read_expression(text.substr(1, text.size() - 2), sql::Language::postgres) &&
        is_function(*tree_of(text.substr(1, text.size() - 2))))
        text = text.substr(1, text.size() - 2);
    const bool escaped = text.starts_with("E'");
    if ((escaped || text.starts_with("'")) && text.ends_with("'")) {
        std::string content = text.substr(escaped ? 2 : 1, text.size() - (escaped ? 3 : 2));
        if (escaped) {
            std::string plain;
            for (std::size_t i = 0; i < content.size(); ++i) {
                if (content[i] == '\\' && i + 1 < content.size()) ++i;
                plain += content[i];
            }
            content = std::move(plain);
        }
        if (type.kind == TypeClass::timestamp || type.kind == TypeClass::timestamptz)
            content = shown_time(std::move(content), type.kind == TypeClass::timestamptz);
        text = "'" + content + "'::" + type.name;
    }
    const auto shown = sql::parse_default(sql::Dialect::postgres, text);
    return shown ? kit::Text(std::string(*shown)) : std::nullopt;
}

SqlText carried_default(std::string_view catalog_sql, const Type& to, std::string_view column) {
    std::string_view content = catalog_sql;
    bool constant = sql::is_number(catalog_sql) || catalog_sql == "true" || catalog_sql == "false";
    if (catalog_sql.starts_with("'")) {
        std::size_t end = 1;
        for (; end < catalog_sql.size(); ++end) {
            if (catalog_sql[end] != '\'') continue;
            if (end + 1 >= catalog_sql.size() || catalog_sql[end + 1] != '\'') break;
            ++end;
        }
        const auto rest = catalog_sql.substr(std::min(end + 1, catalog_sql.size()));
        constant = rest.empty() || (rest.starts_with("::") && rest.find_first_of("'+*/|") == std::string_view::npos);
        if (constant) content = catalog_sql.substr(1, end - 1);
    }
    if (!constant) return sql::CatalogText::printed(catalog_sql);
    if (to.kind == TypeClass::boolean && sql::is_number(content)) return boolean_word(!is_zero(content));
    if (is_numeric(to)) {
        if (content == "true" || content == "false")
            return SqlText(content == "true" ? sql::Words("1") : sql::Words("0"));
        if (sql::is_number(content)) return sql::number(content);
        if (content == "NaN" && to.kind != TypeClass::integer) return SqlText("'NaN'");
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "the default of " + std::string(column) + " is no value of its new type " + to.sql.str(), {},
                         std::string(column));
    }
    return own_literal(content);
}

} // namespace schemad::pq
