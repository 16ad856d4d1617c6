// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/default_spelling.hpp"

#include <algorithm>

#include "plugins/mysql/column_facts.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/expression.hpp"
#include "vendors/sql/foreign_defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::mysql {

namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

using sql::SqlText;

SqlText literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::mysql); }

[[noreturn]] void no_default(const schemad_column_spec& spec, const Type& type) {
    const std::string name(kit::view(spec.name));
    throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                     "the type " + type.sql().str() + " of column " + name + " cannot have the default " +
                         std::string(kit::view(spec.default_text)).substr(0, 200),
                     {}, name);
}

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

// What that inside means. \Z and \0 are of the catalog, not of a literal: a zero byte stays as it is written.
std::string plain_content(std::string_view text, bool expression) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            constexpr std::string_view escapes = "0nrZ", meant("\0\n\r\x1a", 4);
            const auto at = escapes.find(text[++i]);
            c = at == std::string_view::npos ? text[i] : meant[at];
        } else if (c == '\'' && !expression && i + 1 < text.size() && text[i + 1] == '\'') {
            ++i;
        }
        out += c;
    }
    return out;
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

bool own(const schemad_column_spec& spec) noexcept { return (spec.flags & SCHEMAD_SPEC_OWN_SPELLING) != 0; }

using Written = std::optional<SqlText>;

// A literal where the type takes none: as an expression where the server has those.
Written fit_for(const Type& type, const Server& server, SqlText written) {
    if (type.is_geometry()) return std::nullopt;
    if (!is_expression_type(type)) return written;
    if (!server.expression_defaults()) return std::nullopt; // MySQL 5.7 has no default for these at all
    return server.is_mariadb() ? written : "(" + written + ")";
}

Written expression(const Server& server, const SqlText& text) {
    if (!server.expression_defaults()) return std::nullopt;
    return "(" + text + ")";
}

// What catalogs show of an expression, as a tree. MySQL's catalog escapes its quotes once more.
std::optional<sql::Expression> tree_of(std::string_view text) {
    auto tree = sql::read_expression(text, sql::Language::mysql);
    if (!tree && text.find("\\'") != std::string_view::npos)
        tree = sql::read_expression(unescaped_expression(text), sql::Language::mysql);
    return tree;
}
SqlText printed_tree(const sql::Expression& tree) { return sql::write_expression(tree, sql::Language::mysql); }

// In a column of texts: a call, or a literal with its character set, as MySQL's catalog shows one.
std::optional<sql::Expression> computed_text(std::string_view text) {
    auto tree = tree_of(text);
    if (tree && (sql::calls(*tree) || tree->kind == sql::Expression::bits ||
                 (tree->kind == sql::Expression::text && !tree->introducer.empty())))
        return tree;
    return std::nullopt;
}

SqlText now_call(const Type& type) {
    return type.fraction > 0 ? "CURRENT_TIMESTAMP(" + sql::number(type.fraction) + ")" : SqlText("CURRENT_TIMESTAMP");
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

Written bit_default(const schemad_column_spec& spec, const Type& type, std::string_view text) {
    if (const auto tree = tree_of(text); own(spec) && tree && tree->kind == sql::Expression::bits)
        return printed_tree(*tree);
    const bool off = text.empty() || text == "false" || text == "0";
    // of several bits, "true" says only that they are not all off
    if (!off && type.precision > 1) no_default(spec, type);
    return SqlText(off ? sql::Words("b'0'") : sql::Words("b'1'"));
}

// The largest one comes from a snapshot as JavaScript rounds it: beyond the end of its range, so that it is known.
std::string_view unrounded(const Type& type, std::string_view digits) noexcept {
    const bool largest = digits == "18446744073709551616" || digits == "18446744073709552000";
    return type.base == "bigint" && type.is_unsigned && largest ? "18446744073709551615" : digits;
}

Written temporal_default(const schemad_column_spec& spec, const Type& type, const Server& server) {
    const auto text = kit::view(spec.default_text);
    const auto moment = type.is_moment() ? without_zone(text) : text;
    if (is_moment_text(type, moment)) return literal(moment);
    if (const auto tree = tree_of(text); own(spec) && tree && sql::calls(*tree))
        return expression(server, printed_tree(*tree));
    const auto clock = sql::clock_of(text);
    if (type.base == "date" && clock == sql::Clock::today) return expression(server, SqlText("curdate()"));
    if (type.base == "time" && clock == sql::Clock::time_of_day) return expression(server, SqlText("curtime()"));
    no_default(spec, type);
}

Written text_default(const schemad_column_spec& spec, const Type& type, const Server& server) {
    const auto text = kit::view(spec.default_text);
    const auto known = sql::known_function(text);
    const bool temporal = type.is_moment() || type.base == "date" || type.base == "time";
    if (type.is_moment() && known.kind == sql::KnownFunction::now) return now_call(type);
    if (!own(spec) || temporal) {
        if (known.kind == sql::KnownFunction::now) return expression(server, SqlText("current_timestamp()"));
        if (known.kind == sql::KnownFunction::uuid && !temporal) return expression(server, SqlText("uuid()"));
    }
    if (!own(spec) && !temporal && text == "uuid()") return expression(server, SqlText("uuid()"));
    if (type.base == "bit") return bit_default(spec, type, text);
    if (type.is_boolean()) { // truth as JavaScript has it, "0" included, but for another small number of its own
        if (own(spec) && sql::is_number(text)) return sql::number(text);
        return SqlText(text.empty() || text == "false" ? sql::Words("0") : sql::Words("1"));
    }
    if (temporal) return temporal_default(spec, type, server);
    if (type.is_number() || type.base == "year") {
        if (sql::is_number(text)) return sql::number(unrounded(type, text));
        if (sql::same_word(text, "true")) return SqlText("1"); // as the server holds it
        if (sql::same_word(text, "false")) return SqlText("0");
        if (const auto tree = tree_of(text); own(spec) && tree) return expression(server, printed_tree(*tree));
        if (const auto number = own(spec) ? std::nullopt : sql::computed_number(text, sql::Speaker::mysql))
            return expression(server, printed_tree(*tree_of(*number)));
        no_default(spec, type);
    }
    if (own(spec)) {
        if (const auto tree = computed_text(text)) return expression(server, printed_tree(*tree));
        // a quote that no literal could hold so: the words of an expression that is not read here
        const bool literal_here = server.quotes_defaults() && is_inside_of_literal(text, is_expression_type(type));
        if (sql::begins_like_call(text) && (text.ends_with(')') || !literal_here)) no_default(spec, type);
        if (literal_here) return fit_for(type, server, literal(plain_content(text, is_expression_type(type))));
    }
    if (sql::begins_like_call(text) && text.ends_with(')')) no_default(spec, type);
    return fit_for(type, server, literal(text));
}

} // namespace

Written default_expression(const schemad_column_spec& spec, const Type& type, const Server& server) {
    const auto text = kit::view(spec.default_text);
    if (spec.flags & SCHEMAD_SPEC_AUTO_INCREMENT) return std::nullopt;
    switch (spec.default_kind) {
    case SCHEMAD_DEFAULT_BOOLEAN:
        if (type.base == "bit") return bit_default(spec, type, text);
        if (type.is_number()) return SqlText(text == "true" ? sql::Words("1") : sql::Words("0"));
        return fit_for(type, server, literal(text));
    case SCHEMAD_DEFAULT_NUMBER: {
        const bool zero = text.substr(0, text.find_first_of("eE")).find_first_of("123456789") == std::string_view::npos;
        if (type.base == "bit") return bit_default(spec, type, zero ? "false" : "true");
        if (type.is_boolean() && kit::view(spec.field_type) == "boolean")
            return SqlText(zero ? sql::Words("0") : sql::Words("1"));
        if ((type.is_number() || type.base == "year") && sql::is_number(text))
            return sql::number(unrounded(type, text));
        if (type.is_number() || type.is_moment()) no_default(spec, type);
        return fit_for(type, server, literal(text));
    }
    case SCHEMAD_DEFAULT_JSON:
        if (own(spec))
            if (const auto content = json_string(text)) {
                // JSON with escapes reads as none in a snapshot, and comes as the text that the catalog has
                if (content->find('\\') != std::string::npos && is_inside_of_literal(*content, true) &&
                    content->find_first_of("{[\"") == 0)
                    return expression(server, literal(plain_content(*content, true)));
                if (const auto tree = computed_text(*content)) return expression(server, printed_tree(*tree));
                if (sql::begins_like_call(*content)) no_default(spec, type);
            }
        if (type.is_number() || type.is_moment()) no_default(spec, type);
        if (!own(spec)) {
            if (const auto value = sql::made_by_call(text)) return fit_for(type, server, literal(*value));
            if (sql::is_call_in_json(text)) no_default(spec, type);
        }
        // the backslashes of an expression, which the catalog shows and JSON takes for its own
        if (own(spec) && server.quotes_defaults() && is_inside_of_literal(text, true))
            return fit_for(type, server, literal(plain_content(text, true)));
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

// Numbers and calls with signs between them: the catalog keeps the brackets around those.
bool is_sum(std::string_view text) {
    if (sql::is_number(text)) return false;
    const auto tree = sql::read_expression(text, sql::Language::mysql);
    return tree && tree->kind == sql::Expression::chain &&
           std::none_of(tree->parts.begin(), tree->parts.end(),
                        [](const auto& part) { return part.kind == sql::Expression::interval; });
}

} // namespace

std::string shown_default(std::string_view written, const Type& type, bool on_mysql) {
    const bool in_brackets = written.starts_with('(');
    while (written.size() > 2 && written.front() == '(' && written.back() == ')' &&
           sql::read_expression(written.substr(1, written.size() - 2), sql::Language::mysql))
        written = written.substr(1, written.size() - 2);
    if (in_brackets && is_sum(written)) return std::string("(").append(written).append(")");
    if (written.starts_with("CURRENT_TIMESTAMP")) {
        auto call = sql::lower(written);
        return call.ends_with(')') ? call : call + "()";
    }
    const bool is_literal = written.size() >= 2 && written.front() == '\'' && written.back() == '\'';
    if (is_literal && on_mysql && is_expression_type(type))
        return escaped_once_more("_utf8mb4" + printed(written, true));
    if (is_literal && type.is_moment() && written.size() > 12 &&
        written[11] == 'T') { // stored as a moment, shown plainly
        std::string plain{written};
        plain[11] = ' ';
        return printed(plain, is_expression_type(type));
    }
    if (is_literal) return printed(written, is_expression_type(type));
    if (written.starts_with('_') && written.ends_with('\'')) return escaped_once_more(written); // of MySQL, as it came
    std::string out(written);
    const bool plain = out.find_first_not_of("-0123456789.") == std::string::npos;
    if (type.is_number() && plain && type.rest.find("zerofill") == std::string::npos) { // 00007 is shown as 7
        const auto first = std::min(out.find_first_not_of('-'), out.size());
        auto digit = std::min(out.find_first_not_of('0', first), out.size());
        if (digit > first && (digit == out.size() || out[digit] == '.')) --digit;
        out.erase(first, digit - first);
    }
    if ((type.is_decimal() || type.is_float()) && plain && type.scale > 0) { // padded to its scale
        auto dot = out.find('.');
        if (dot == std::string::npos) dot = out.size(), out += '.';
        const auto digits = static_cast<std::int64_t>(out.size() - dot - 1);
        if (digits < type.scale) out.append(static_cast<std::size_t>(type.scale - digits), '0');
    }
    return out;
}

} // namespace schemad::mysql
