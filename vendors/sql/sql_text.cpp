// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/sql_text.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <schemad/vendor.hpp>

namespace schemad::sql {

namespace {

struct Parts : SqlWriter {
    using SqlWriter::made;
};

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

} // namespace

SqlText quote(std::string_view name, char mark) {
    std::string out;
    out.reserve(name.size() + 2);
    out += mark;
    for (const char c : name) {
        if (c == '\0') throw kit::Error(SCHEMAD_E_INVALID, "a name holds a zero byte");
        if (c == mark) out += c;
        out += c;
    }
    out += mark;
    return Parts::made(std::move(out));
}

SqlText text_literal(std::string_view text, LiteralStyle style) {
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
    return Parts::made(std::move(out));
}

SqlText word(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    if (text.empty() || !std::all_of(text.begin(), text.end(), fits))
        throw kit::Error(SCHEMAD_E_INVALID, "a word of SQL is none");
    return Parts::made(std::string(text));
}

SqlText number(std::int64_t value) { return Parts::made(std::to_string(value)); }

SqlText number(std::string_view digits) {
    if (!is_number(digits)) throw kit::Error(SCHEMAD_E_INVALID, "a number is none");
    return Parts::made(std::string(digits));
}

} // namespace schemad::sql
