// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/meaning_functions.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace schemad::sql {

namespace {

// SQLite's lower() and upper() know ASCII alone; MySQL's length() counts bytes; PostgreSQL's greatest() skips nulls.
constexpr SharedFunction shared[] = {
    {"lower", "", "lower", "lower lcase", "t", Kind::text},
    {"upper", "", "upper", "upper ucase", "t", Kind::text},
    {"trim", "trim", "btrim", "trim", "t", Kind::text},
    {"ltrim", "ltrim", "ltrim", "ltrim", "t", Kind::text},
    {"rtrim", "rtrim", "rtrim", "rtrim", "t", Kind::text},
    {"char_length", "length", "length char_length character_length", "char_length character_length", "t",
     Kind::integer},
    {"replace", "replace", "replace", "replace", "ttt", Kind::text},
    {"substr", "substr substring", "substr substring", "substr substring mid", "ts?p", Kind::text},
    {"reverse", "", "reverse", "reverse", "t", Kind::text},
    {"repeat", "", "repeat", "repeat", "tp", Kind::text},
    {"abs", "abs", "abs", "abs", "n", Kind::other},
    {"round", "", "round", "round", "d?p", Kind::decimal},
    {"floor", "", "floor", "floor", "d", Kind::decimal},
    {"ceil", "", "ceil ceiling", "ceiling ceil", "d", Kind::decimal},
    {"greatest", "max", "", "greatest", "ii", Kind::integer},
    {"least", "min", "", "least", "ii", Kind::integer},
    {"year", "", "year", "year", "m", Kind::integer},
    {"month", "", "month", "month", "m", Kind::integer},
    {"day", "", "day", "dayofmonth day", "m", Kind::integer},
};

struct Reason {
    std::string_view called, sqlite, postgres, mysql;
};
constexpr Reason reasons[] = {
    {"lower", "SQLite's lower() knows the letters of ASCII alone", "", ""},
    {"upper", "SQLite's upper() knows the letters of ASCII alone", "", ""},
    {"length", "", "", "MySQL's length() counts bytes in the character set of the column"},
    {"round", "SQLite rounds floating-point numbers, not decimals", "", ""},
    {"greatest", "", "PostgreSQL's greatest() goes past nulls", ""},
    {"least", "", "PostgreSQL's least() goes past nulls", ""},
    {"concat", "", "PostgreSQL's concat() goes past nulls", ""},
};

// The words of a list with blanks between them.
bool among(std::string_view list, std::string_view word) noexcept {
    while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (list.substr(0, end) == word) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

template <class Row> std::string_view column_of(const Row& row, Speaker speaker) noexcept {
    switch (language_of(speaker)) {
    case Language::sqlite: return row.sqlite;
    case Language::mysql: return row.mysql;
    case Language::postgres: break;
    }
    return row.postgres;
}

} // namespace

const SharedFunction* shared_function(std::string_view called, Speaker speaker) noexcept {
    for (const auto& one : shared)
        if (among(column_of(one, speaker), called)) return &one;
    return nullptr;
}

const SharedFunction& shared_function(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(shared), std::end(shared), [&](const auto& f) { return f.name == name; });
    if (found == std::end(shared)) throw std::logic_error("a meaning calls what is no function");
    return *found;
}

std::string_view name_for(const SharedFunction& function, Speaker speaker) noexcept {
    const auto list = column_of(function, speaker);
    return list.substr(0, list.find(' '));
}

std::string_view why_not_shared(std::string_view called, Speaker speaker) noexcept {
    for (const auto& reason : reasons)
        if (reason.called == called) return column_of(reason, speaker);
    return {};
}

} // namespace schemad::sql
