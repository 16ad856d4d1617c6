// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/column_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "vendors/sql/defaults.hpp"

namespace schemad::cockroachdb {

namespace {

// crdb_sql_type taken apart: NAME, NAME(n), NAME(n, m), each maybe followed by more (COLLATE, []).
struct Words {
    std::string name;                         // upper case, before the bracket
    std::array<std::int64_t, 2> args{-1, -1}; // as far as they are numbers
    std::string_view inside;                  // what stands in the bracket
    std::string_view rest;
};

std::string upper(std::string_view s) {
    std::string out(s);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

Words take_apart(std::string_view sql_type) {
    Words w;
    const auto type = sql::trim(sql_type);
    const auto open = type.find('('), close = type.find(')', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) {
        const auto end = std::min(type.find(' '), type.size());
        w.name = upper(type.substr(0, end));
        w.rest = sql::trim(type.substr(end));
        return w;
    }
    w.name = upper(sql::trim(type.substr(0, open)));
    w.inside = type.substr(open + 1, close - open - 1);
    w.rest = sql::trim(type.substr(close + 1));
    std::size_t at = 0;
    for (auto& arg : w.args) {
        const auto end = std::min(w.inside.find(',', at), w.inside.size());
        const auto word = sql::trim(w.inside.substr(at, end - at));
        std::int64_t n = 0;
        const auto* last = word.data() + word.size();
        const auto [stop, error] = std::from_chars(word.data(), last, n);
        if (error != std::errc{} || stop != last || n < 0) break;
        arg = n;
        if (end == w.inside.size()) break;
        at = end + 1;
    }
    return w;
}

int integer_bits(std::string_view name) noexcept {
    if (name == "INT2" || name == "SMALLINT") return 16;
    if (name == "INT4") return 32;
    if (name == "INT" || name == "INTEGER" || name == "INT8" || name == "BIGINT") return 64;
    return 0;
}

bool is_text(std::string_view name) noexcept { return name == "STRING" || name == "VARCHAR" || name == "CHAR"; }
bool is_decimal(std::string_view name) noexcept { return name == "DECIMAL" || name == "NUMERIC"; }
bool is_array(const Words& w) noexcept { return w.rest.ends_with("[]") || w.name.ends_with("[]"); }

} // namespace

TypeFacts type_facts(std::string_view data_type, std::string_view sql_type) {
    TypeFacts f;
    f.data_type = data_type;
    const auto w = take_apart(sql_type);
    if (is_array(w)) return f;
    if (const int bits = integer_bits(w.name)) {
        if (bits == 64 && (data_type == "integer" || data_type == "int")) f.data_type = "bigint";
        f.precision = bits, f.scale = 0;
    } else if (is_text(w.name) && w.args[0] >= 0) {
        f.max_length = w.args[0];
    } else if (is_decimal(w.name) && w.args[0] >= 0) {
        f.precision = w.args[0], f.scale = std::max<std::int64_t>(w.args[1], 0);
    }
    return f;
}

std::string declared_type(std::string_view data_type, std::string_view sql_type) {
    const auto w = take_apart(sql_type);
    if (is_array(w) || !w.rest.empty() || data_type == "ARRAY") return std::string(sql_type); // with its collation
    switch (integer_bits(w.name)) {
    case 16: return "smallint";
    case 32: return "integer";
    case 64: return "bigint";
    default: break;
    }
    if (data_type == "USER-DEFINED") {
        if (w.name != "GEOMETRY" && w.name != "GEOGRAPHY") return std::string(sql_type); // an enum
        std::string lower(sql_type);
        for (char& c : lower)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return lower;
    }
    std::string size;
    if (w.args[0] >= 0) size.append("(").append(std::to_string(w.args[0])).append(")");
    if (data_type == "text") return size.empty() ? "text" : "string" + size;
    if (data_type == "character") return "character" + (size.empty() ? "(1)" : size);
    if (data_type == "numeric") {
        if (size.empty()) return "numeric";
        size.back() = ',';
        return "numeric" + size.append(std::to_string(std::max<std::int64_t>(w.args[1], 0))).append(")");
    }
    if (data_type.starts_with("time")) // timestamp(3) without time zone
        if (const auto blank = data_type.find(' '); blank != std::string_view::npos)
            return std::string(data_type.substr(0, blank)) + size + std::string(data_type.substr(blank));
    if (data_type == "bit" && size.empty()) return "bit(1)";
    return std::string(data_type) + size;
}

bool counts_up(std::string_view text) noexcept {
    return text.starts_with("nextval(") || text.find("unique_rowid()") != std::string_view::npos;
}

std::string_view rule_name(char code) noexcept {
    switch (code) {
    case 'r': return "RESTRICT";
    case 'c': return "CASCADE";
    case 'n': return "SET NULL";
    case 'd': return "SET DEFAULT";
    default: return "NO ACTION";
    }
}

} // namespace schemad::cockroachdb
