// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/parameters.hpp"

#include <charconv>
#include <cmath>

namespace schemad::mysql {

namespace {

struct Spelled : sql::SqlWriter { // values escaped by the connection
    using SqlWriter::made;
};

std::string spelled(const schemad_value& value, const Escape& escape) {
    switch (value.kind) {
    case SCHEMAD_INT64: return std::to_string(value.as.integer);
    case SCHEMAD_BOOL: return value.as.integer ? "1" : "0";
    case SCHEMAD_DOUBLE: {
        if (!std::isfinite(value.as.real))
            throw kit::Error(SCHEMAD_E_INVALID, "MySQL has no number that is infinite or none");
        char digits[64];
        const auto end = std::to_chars(digits, digits + sizeof digits, value.as.real, std::chars_format::scientific);
        return {digits, end.ptr};
    }
    case SCHEMAD_TEXT: return std::string("'").append(escape(kit::view(value.as.text))).append("'");
    case SCHEMAD_BLOB: return "_binary'" + escape(kit::view(value.as.text)) + "'";
    default: return "NULL";
    }
}

// Where the quoted text or comment that begins at `at` ends; `at` itself when none begins there.
std::size_t behind(std::string_view sql, std::size_t at) noexcept {
    const char c = sql[at];
    if (c == '\'' || c == '"' || c == '`') {
        for (std::size_t i = at + 1; i < sql.size(); ++i) {
            if (sql[i] == '\\' && c != '`') {
                ++i;
            } else if (sql[i] == c) {
                if (i + 1 >= sql.size() || sql[i + 1] != c) return i + 1;
                ++i;
            }
        }
        return sql.size();
    }
    const auto rest = sql.substr(at);
    const bool dashes =
        rest.starts_with("--") && (rest.size() == 2 || static_cast<unsigned char>(rest[2]) <= ' '); // 1--1 is none
    if (c == '#' || dashes) return std::min(sql.find('\n', at), sql.size());
    if (rest.starts_with("/*")) {
        const auto end = sql.find("*/", at + 2);
        return end == std::string_view::npos ? sql.size() : end + 2;
    }
    return at;
}

} // namespace

bool is_one_statement(std::string_view sql) noexcept {
    for (std::size_t at = 0; at < sql.size();) {
        if (sql[at] == ';' || sql[at] == '\0') return false;
        const auto end = behind(sql, at);
        if (end != at && sql[at] != '\'' && sql[at] != '"' && sql[at] != '`')
            return false; // a server may read comments
        at = end != at ? end : at + 1;
    }
    return true;
}

sql::SqlText with_parameters(const sql::SqlText& text, std::span<const schemad_value> params, const Escape& escape) {
    // nothing to write in: a question mark is the server's to judge, as in an expression of the database's own
    if (params.empty()) return text;
    const auto sql = text.view();
    std::string out;
    out.reserve(sql.size() + params.size() * 16);
    std::size_t used = 0;
    for (std::size_t at = 0; at < sql.size();) {
        if (const auto end = behind(sql, at); end != at) {
            out += sql.substr(at, end - at);
            at = end;
        } else if (sql[at] == '?') {
            if (used < params.size()) out += spelled(params[used], escape);
            ++used;
            ++at;
        } else {
            out += sql[at++];
        }
    }
    if (used != params.size())
        throw kit::Error(SCHEMAD_E_INVALID, "the statement takes " + std::to_string(used) + " parameters, not " +
                                                std::to_string(params.size()));
    return Spelled::made(std::move(out));
}

} // namespace schemad::mysql
