// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/default_spelling.hpp"

#include <algorithm>
#include <iterator>

#include "vendors/pq/connection.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"
#include "vendors/sql/placeholders.hpp"

namespace schemad::pq {

namespace {

bool has(const schemad_column_spec& spec, std::uint32_t flag) noexcept { return (spec.flags & flag) != 0; }

bool is_numeric(const Type& t) noexcept {
    return t.kind == TypeClass::integer || t.kind == TypeClass::floating || t.kind == TypeClass::numeric;
}
bool is_text(const Type& t) noexcept { return t.kind == TypeClass::text || t.kind == TypeClass::character; }

bool is_name_start(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_char(char c) noexcept { return is_name_start(c) || (c >= '0' && c <= '9') || c == '$'; }

// name(...) or schema.name(...), and nothing behind it
bool is_call(std::string_view s) noexcept {
    std::size_t at = 0;
    while (at < s.size() && (is_name_char(s[at]) || s[at] == '.')) ++at;
    return at > 0 && is_name_start(s.front()) && at < s.size() && s[at] == '(' && s.back() == ')' &&
           sql::is_closed_expression(s);
}

bool is_value_word(std::string_view s) noexcept {
    constexpr std::string_view words[] = {"CURRENT_DATE", "CURRENT_TIME",     "LOCALTIME",       "LOCALTIMESTAMP",
                                          "CURRENT_USER", "SESSION_USER",     "CURRENT_CATALOG", "CURRENT_SCHEMA",
                                          "CURRENT_ROLE", "CURRENT_TIMESTAMP"};
    const auto name = s.substr(0, s.find('('));
    return std::any_of(std::begin(words), std::end(words), [&](auto w) { return sql::same_word(w, name); }) &&
           (name.size() == s.size() || is_call(s));
}

bool is_whole_number(std::string_view s) noexcept {
    return sql::is_number(s) && s.find_first_of(".eE") == std::string_view::npos;
}
bool is_zero(std::string_view number) noexcept {
    return number.substr(0, number.find_first_of("eE")).find_first_of("123456789") == std::string_view::npos;
}

// The content of a literal whose quotes are still doubled.
std::string verbatim_literal(std::string_view text) {
    std::string out = text.find('\\') == std::string_view::npos ? "'" : "E'";
    for (const char c : text) {
        if (c == '\0') throw kit::Error(SCHEMAD_E_INVALID, "a text holds a zero byte");
        if (c == '\\') out += c;
        out += c;
    }
    return out += "'";
}
std::string own_literal(std::string_view text) {
    return sql::quotes_are_paired(text) ? verbatim_literal(text) : literal(text);
}

// Computed rather than content, judged by what the type could hold otherwise.
bool looks_computed(std::string_view s, const Type& type) noexcept {
    if (is_text(type)) return is_value_word(s) || (is_call(s) && s.ends_with("()"));
    if (is_numeric(type)) {
        constexpr std::string_view special[] = {"NaN", "Infinity", "-Infinity"};
        return !sql::is_number(s) && std::find(std::begin(special), std::end(special), s) == std::end(special);
    }
    if (is_value_word(s) || is_call(s) || s.starts_with("ARRAY[")) return true;
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

std::string own_text(const schemad_column_spec& spec, std::string_view text, const Type& type) {
    if (is_numeric(type) && sql::is_number(text)) return std::string(text);
    if (!looks_computed(text, type)) return own_literal(text);
    if (sequence_of(text) || is_value_word(text)) return std::string(text);
    if (sql::is_closed_expression(text)) return "(" + std::string(text) + ")";
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the default of " + name + " was cut short and cannot be made again", {},
                     name);
}

std::string boolean_word(bool value) { return value ? "true" : "false"; }

std::string text_default(const schemad_column_spec& spec, const Type& type) {
    const auto text = kit::view(spec.default_text);
    const bool own = has(spec, SCHEMAD_SPEC_OWN_SPELLING);
    const bool untouched_type = spec.existing && !(spec.changed & SCHEMAD_CHANGE_TYPE);
    if (untouched_type && kit::stated(spec.existing->default_sql) && kit::stated(spec.existing->default_text) &&
        kit::view(spec.existing->default_text) == text)
        return std::string(kit::view(spec.existing->default_sql)); // what is there already
    if (type.kind == TypeClass::boolean) {
        if (own && text != "true" && text != "false" && !is_whole_number(text) && looks_computed(text, type))
            return own_text(spec, text, type);
        return boolean_word(!text.empty() && text != "false"); // truth as JavaScript has it, "0" included
    }
    if (own && text == "now()") return "now()";
    const auto function = sql::known_function(text);
    const bool whole = is_value_word(text) || is_call(text);
    if (function.kind == sql::KnownFunction::now && (!own || whole))
        return function.precision.empty() ? "CURRENT_TIMESTAMP" : "CURRENT_TIMESTAMP(" + function.precision + ")";
    if (function.kind == sql::KnownFunction::uuid) return "gen_random_uuid()";
    if (is_numeric(type) && sequence_of(text)) return std::string(text);
    if (own) return own_text(spec, text, type);
    if (is_numeric(type) && sql::is_number(text) && (type.kind != TypeClass::integer || is_whole_number(text)))
        return std::string(text);
    return literal(text);
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

std::optional<std::string> sequence_of(std::string_view text) {
    constexpr std::string_view head = "nextval('", tail = "'::regclass)";
    if (!text.starts_with(head) || !sql::lower(text).ends_with(tail) || text.size() <= head.size() + tail.size())
        return std::nullopt;
    const auto inside = text.substr(head.size(), text.size() - head.size() - tail.size());
    std::string name; // [schema.]sequence, each in quotes where it needs them
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
        name += (parts > 1 ? "." : "") + identifier(part);
        if (at == inside.size()) return name;
        if (inside[at++] != '.') return std::nullopt;
    }
}

std::optional<std::string> default_sql(const schemad_column_spec& spec, const Type& type) {
    const auto text = kit::view(spec.default_text);
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN:
        if (type.kind == TypeClass::boolean) return boolean_word(text == "true");
        if (is_numeric(type)) return std::string(text == "true" ? "1" : "0");
        return literal(text);
    case SCHEMAD_DEFAULT_NUMBER:
        if (type.kind == TypeClass::boolean) return boolean_word(!is_zero(text));
        // digits as they are keep every one
        if (is_numeric(type) && sql::is_number(text) && (type.kind != TypeClass::integer || is_whole_number(text)))
            return std::string(text);
        return literal(text);
    case SCHEMAD_DEFAULT_JSON: return has(spec, SCHEMAD_SPEC_OWN_SPELLING) ? own_literal(text) : literal(text);
    case SCHEMAD_DEFAULT_TEXT: return text_default(spec, type);
    default: return std::nullopt;
    }
}

kit::Text shown_default(std::string_view written, const Type& type) {
    std::string text(written);
    if (text.starts_with("(") && text.ends_with(")") && !sql::is_number(text) &&
        is_call(text.substr(1, text.size() - 2)))
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

std::string carried_default(std::string_view catalog_sql, const Type& to, std::string_view column) {
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
    if (!constant) return std::string(catalog_sql);
    if (to.kind == TypeClass::boolean && sql::is_number(content)) return boolean_word(!is_zero(content));
    if (is_numeric(to)) {
        if (content == "true" || content == "false") return content == "true" ? "1" : "0";
        if (sql::is_number(content)) return std::string(content);
        if (content == "NaN" && to.kind != TypeClass::integer) return "'NaN'";
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "the default of " + std::string(column) + " is no value of its new type " + to.sql, {},
                         std::string(column));
    }
    return verbatim_literal(content);
}

} // namespace schemad::pq
