// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/default_spelling.hpp"

#include <algorithm>
#include <charconv>

#include "plugins/mysql/column_facts.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::mysql {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::mysql); }

[[noreturn]] void no_default(const schemad_column_spec& spec, const Type& type) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "the type " + type.sql() + " of column " + name + " cannot have the default " +
                         std::string(kit::view(spec.default_text)).substr(0, 200),
                     {}, name);
}

constexpr std::string_view functions[] = {"uuid",
                                          "uuid_short",
                                          "uuid_to_bin",
                                          "uuid_v4",
                                          "uuid_v7",
                                          "bin_to_uuid",
                                          "now",
                                          "sysdate",
                                          "curdate",
                                          "current_date",
                                          "curtime",
                                          "current_time",
                                          "utc_date",
                                          "utc_time",
                                          "utc_timestamp",
                                          "localtime",
                                          "localtimestamp",
                                          "current_timestamp",
                                          "unix_timestamp",
                                          "from_unixtime",
                                          "date_add",
                                          "date_sub",
                                          "adddate",
                                          "date_format",
                                          "concat",
                                          "concat_ws",
                                          "lower",
                                          "lcase",
                                          "upper",
                                          "ucase",
                                          "left",
                                          "right",
                                          "substr",
                                          "replace",
                                          "repeat",
                                          "lpad",
                                          "rpad",
                                          "hex",
                                          "unhex",
                                          "md5",
                                          "sha1",
                                          "sha2",
                                          "sha",
                                          "rand",
                                          "floor",
                                          "ceiling",
                                          "round",
                                          "truncate",
                                          "pow",
                                          "power",
                                          "json_array",
                                          "json_object",
                                          "json_quote",
                                          "json_compact",
                                          "user",
                                          "current_user",
                                          "session_user",
                                          "system_user",
                                          "database",
                                          "schema",
                                          "version",
                                          "connection_id",
                                          "random_bytes",
                                          "cast",
                                          "convert",
                                          "coalesce",
                                          "if",
                                          "ifnull",
                                          "nullif",
                                          "greatest",
                                          "least",
                                          "to_base64",
                                          "from_base64",
                                          "inet_aton",
                                          "inet6_aton",
                                          "point",
                                          "st_geomfromtext"};

// MariaDB keeps the default of a type that takes no literal on MySQL as an expression, with its own escapes.
bool is_expression_type(const Type& type) noexcept { return type.is_text() || type.is_blob() || type.is_json(); }

// The inside of a literal just as MariaDB's catalog writes one: quotes doubled, or escaped in an expression, and only
// these escapes.
bool is_inside_of_literal(std::string_view text, bool expression) noexcept {
    std::string others; // without the escapes
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            others += text[i];
            continue;
        }
        const std::string_view known = expression ? "0nrZ\\'" : "0nrZ\\";
        if (++i >= text.size() || known.find(text[i]) == std::string_view::npos) return false;
        others += ' ';
    }
    return (expression ? others.find('\'') == std::string::npos : sql::quotes_are_paired(others)) &&
           text.find('\0') == std::string_view::npos;
}

// A JSON text that is one string: its content, for as far as an expression may need escapes.
std::optional<std::string> json_string(std::string_view json) {
    if (json.size() < 2 || json.front() != '"' || json.back() != '"') return std::nullopt;
    std::string out;
    for (std::size_t i = 1; i + 1 < json.size(); ++i) {
        if (json[i] != '\\') {
            out += json[i];
            continue;
        }
        constexpr std::string_view escapes = "\"\\/nrtbf", meant = "\"\\/\n\r\t\b\f";
        const auto at = escapes.find(json[++i]);
        if (at == std::string_view::npos) return std::nullopt;
        out += meant[at];
    }
    return out;
}

// As MySQL's catalog shows a literal inside an expression: _utf8mb4\'{"a":1}\'
bool is_introduced_literal(std::string_view text) noexcept {
    return text.starts_with('_') && text.ends_with("\\'") && text.find("\\'") + 2 < text.size();
}

bool own(const schemad_column_spec& spec) noexcept { return (spec.flags & SCHEMAD_SPEC_OWN_SPELLING) != 0; }

// A literal where the type takes none: as an expression where the server has those.
std::optional<std::string> fit_for(const Type& type, const Server& server, std::string written) {
    if (type.is_geometry()) return std::nullopt;
    if (!is_expression_type(type)) return written;
    if (!server.expression_defaults()) return std::nullopt; // MySQL 5.7 has no default for these at all
    return server.is_mariadb() ? written : "(" + written + ")";
}

std::optional<std::string> expression(const Server& server, std::string_view text) {
    if (!server.expression_defaults()) return std::nullopt;
    return std::string("(").append(text).append(")");
}

std::string now_call(const Type& type) {
    return type.fraction > 0 ? "CURRENT_TIMESTAMP(" + std::to_string(type.fraction) + ")" : "CURRENT_TIMESTAMP";
}

// 2024-02-29T12:34:56Z, 2024-02-29 12:34:56+00 -> without what says that it is UTC
std::string_view without_zone(std::string_view text) noexcept {
    for (const std::string_view zone : {"Z", "+00:00", "+00"})
        if (text.size() > 16 && text.ends_with(zone)) return text.substr(0, text.size() - zone.size());
    return text;
}

bool is_moment_text(const Type& type, std::string_view s) noexcept {
    const auto digits_at = [&](std::initializer_list<std::size_t> places) {
        return std::all_of(places.begin(), places.end(), [&](std::size_t i) { return i < s.size() && is_digit(s[i]); });
    };
    const bool only = s.find_first_not_of("0123456789-:. T") == std::string_view::npos;
    if (type.base == "time") {
        const auto at = s.starts_with('-') ? std::size_t{1} : 0;
        return s.find_first_not_of("0123456789:.", at) == std::string_view::npos && digits_at({at});
    }
    return only && digits_at({0, 1, 2, 3, 5, 6, 8, 9}) && s[4] == '-' && s[7] == '-';
}

std::optional<std::string> text_default(const schemad_column_spec& spec, const Type& type, const Server& server) {
    const auto text = kit::view(spec.default_text);
    const auto known = sql::known_function(text);
    const bool temporal = type.is_moment() || type.base == "date" || type.base == "time";
    if (type.is_moment() && known.kind == sql::KnownFunction::now) return now_call(type);
    if (own(spec) && is_known_call(text)) return expression(server, text);
    if (own(spec) && is_introduced_literal(text)) return expression(server, unescaped_expression(text));
    if (!own(spec) || temporal) {
        if (known.kind == sql::KnownFunction::now) return expression(server, "current_timestamp()");
        if (known.kind == sql::KnownFunction::uuid && !temporal) return expression(server, "uuid()");
    }
    if (type.base == "bit") {
        const bool bits = text.size() > 3 && text.starts_with("b'") && text.ends_with('\'') &&
                          text.substr(2, text.size() - 3).find_first_not_of("01") == std::string_view::npos;
        if (bits) return std::string(text);
        return text.empty() || text == "false" ? "b'0'" : "b'1'";
    }
    if (type.is_boolean()) { // truth as JavaScript has it, "0" included, but for another small number of its own
        if (own(spec) && sql::is_number(text)) return std::string(text);
        return text.empty() || text == "false" ? "0" : "1";
    }
    if (type.is_number() || type.base == "year") {
        if (sql::is_number(text)) return std::string(text);
        if (own(spec) && !text.empty() && is_closed_expression(text)) return expression(server, text);
        no_default(spec, type);
    }
    if (temporal) {
        const auto moment = type.is_moment() ? without_zone(text) : text;
        if (!is_moment_text(type, moment)) no_default(spec, type);
        return literal(moment);
    }
    const bool inside = own(spec) && server.quotes_defaults() && is_inside_of_literal(text, is_expression_type(type));
    return fit_for(type, server, inside ? std::string("'").append(text).append("'") : literal(text));
}

} // namespace

bool is_closed_expression(std::string_view text) noexcept {
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\0') return false;
        if (quote) {
            if (c == '\\' && quote != '`') {
                ++i;
            } else if (c == quote) {
                quote = 0;
            }
            continue;
        }
        const auto next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == ';' || c == '#' || (c == '-' && next == '-') || (c == '/' && next == '*')) return false;
        if (c == '\'' || c == '"' || c == '`') quote = c;
        if (c == '(') ++depth;
        if (c == ')' && --depth < 0) return false;
    }
    return depth == 0 && quote == 0;
}

bool is_known_call(std::string_view text) {
    const auto open = text.find('(');
    if (open == std::string_view::npos || !text.ends_with(')') || !is_closed_expression(text)) return false;
    const auto name = sql::lower(text.substr(0, open));
    if (std::find(std::begin(functions), std::end(functions), name) == std::end(functions)) return false;
    return is_closed_expression(text.substr(open + 1, text.size() - open - 2)); // the last parenthesis closes the first
}

std::optional<std::string> default_expression(const schemad_column_spec& spec, const Type& type, const Server& server) {
    const auto text = kit::view(spec.default_text);
    if (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) return std::nullopt;
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN:
        if (type.base == "bit") return text == "true" ? "b'1'" : "b'0'";
        if (type.is_number()) return text == "true" ? "1" : "0";
        return fit_for(type, server, literal(text));
    case SCHEMAD_DEFAULT_NUMBER: {
        const bool zero = text.substr(0, text.find_first_of("eE")).find_first_of("123456789") == std::string_view::npos;
        if (type.base == "bit") return zero ? "b'0'" : "b'1'";
        if (type.is_boolean() && kit::view(spec.field_type) == "boolean") return zero ? "0" : "1";
        if ((type.is_number() || type.base == "year") && sql::is_number(text)) return std::string(text);
        if (type.is_number() || type.is_moment()) no_default(spec, type);
        return fit_for(type, server, literal(text));
    }
    case SCHEMAD_DEFAULT_JSON:
        if (own(spec))
            if (const auto content = json_string(text)) {
                // JSON with escapes reads as none in a snapshot, and comes as the text that the catalog has
                if (content->find('\\') != std::string::npos && is_inside_of_literal(*content, true) &&
                    content->find_first_of("{[\"") == 0)
                    return expression(server, "'" + *content + "'");
                if (is_introduced_literal(*content)) return expression(server, unescaped_expression(*content));
                if (is_known_call(*content)) return expression(server, *content);
            }
        if (type.is_number() || type.is_moment()) no_default(spec, type);
        return fit_for(type, server, literal(text));
    case SCHEMAD_DEFAULT_TEXT: return text_default(spec, type, server);
    default: return std::nullopt;
    }
}

namespace {

// The content of a literal, or of what stands between its quotes, as catalogs print it.
std::string printed(std::string_view literal, bool expression) {
    const auto inside = literal.substr(1, literal.size() - 2);
    std::string out = "'";
    for (std::size_t i = 0; i < inside.size(); ++i) {
        char c = inside[i];
        const bool escaped = c == '\\' && i + 1 < inside.size();
        if (escaped) c = inside[++i];
        if (!escaped && c == '\'' && i + 1 < inside.size() && inside[i + 1] == '\'') ++i; // doubled
        if (c == '\'') {
            out += expression ? "\\'" : "''";
        } else if (!escaped || c == '"') {
            out += c;
        } else if (c == 't') {
            out += '\t';
        } else if (c == 'b') {
            out += '\b';
        } else if (c == 'Z' && !expression) {
            out += '\x1a';
        } else {
            out += '\\', out += c;
        }
    }
    return out += '\'';
}

// MySQL shows an expression with its quotes and backslashes escaped once more.
std::string escaped_once_more(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

} // namespace

std::string shown_default(std::string_view written, const Type& type, bool on_mysql) {
    while (written.size() > 2 && written.front() == '(' && written.back() == ')' &&
           is_closed_expression(written.substr(1, written.size() - 2)))
        written = written.substr(1, written.size() - 2);
    if (written.starts_with("CURRENT_TIMESTAMP")) {
        auto call = sql::lower(written);
        return call.ends_with(')') ? call : call + "()";
    }
    const bool is_literal = written.size() >= 2 && written.front() == '\'' && written.back() == '\'';
    if (is_literal && on_mysql && is_expression_type(type))
        return escaped_once_more("_utf8mb4" + printed(written, true));
    if (is_literal) return printed(written, is_expression_type(type));
    if (written.starts_with('_') && written.ends_with('\'')) return escaped_once_more(written); // of MySQL, as it came
    std::string out(written);
    const bool plain = out.find_first_not_of("-0123456789.") == std::string::npos;
    if ((type.is_decimal() || type.is_float()) && plain && type.scale > 0) { // padded to its scale
        auto dot = out.find('.');
        if (dot == std::string::npos) dot = out.size(), out += '.';
        const auto digits = static_cast<std::int64_t>(out.size() - dot - 1);
        if (digits < type.scale) out.append(static_cast<std::size_t>(type.scale - digits), '0');
    }
    return out;
}

} // namespace schemad::mysql
