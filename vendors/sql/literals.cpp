// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/literals.hpp"

#include <schemad/vendor.hpp>

namespace schemad::sql {

namespace {

const char* mysql_escape(char c) noexcept {
    switch (c) {
    case '\'': return "''"; // as under NO_BACKSLASH_ESCAPES, where \' would end the literal
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\0': return "\\0";
    case '\b': return "\\b";
    case '\x1a': return "\\Z";
    default: return nullptr;
    }
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

} // namespace

std::string text_literal(std::string_view text, LiteralStyle style) {
    const bool escaped = style == LiteralStyle::postgres && text.find('\\') != std::string_view::npos;
    std::string out = escaped ? "E'" : "'";
    out.reserve(text.size() + 3);
    for (const char c : text) {
        if (style == LiteralStyle::mysql) {
            if (const char* escape = mysql_escape(c)) {
                out += escape;
                continue;
            }
        }
        if (c == '\0') throw kit::Error(SCHEMAD_E_INVALID, "a text holds a zero byte");
        if (c == '\'' || (escaped && c == '\\')) out += c;
        out += c;
    }
    out += '\'';
    return out;
}

bool is_number(std::string_view s) noexcept {
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t from = at;
        while (at < s.size() && is_digit(s[at])) ++at;
        return at - from;
    };
    if (at < s.size() && (s[at] == '-' || s[at] == '+')) ++at;
    std::size_t count = digits();
    if (at < s.size() && s[at] == '.') {
        ++at;
        count += digits();
    }
    if (count == 0) return false;
    if (at < s.size() && (s[at] == 'e' || s[at] == 'E')) {
        ++at;
        if (at < s.size() && (s[at] == '-' || s[at] == '+')) ++at;
        if (digits() == 0) return false;
    }
    return at == s.size();
}

} // namespace schemad::sql
