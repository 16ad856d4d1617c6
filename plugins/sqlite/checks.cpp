// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/checks.hpp"

#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;
using sql::Words;

SqlText quote(std::string_view name) { return sql::quote(name, '`'); }

} // namespace

kit::Statement check_no_rows(const sql::RowChecks& table, std::string_view column) {
    return table.rows({}, SCHEMAD_E_NOT_NULL, column, "have no value for it");
}

kit::Statement check_no_nulls(const sql::RowChecks& table, std::string_view column) {
    return table.rows(quote(column) + " IS NULL", SCHEMAD_E_CONTAINS_NULL, column, "hold a null");
}

kit::Statement check_no_duplicates(const sql::RowChecks& table, std::string_view column) {
    return table.duplicates(quote(column), column);
}

kit::Statement check_no_values(const sql::RowChecks& table, std::string_view column) {
    return table.rows(quote(column) + " IS NOT NULL", SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row");
}

kit::Statement check_references(const sql::RowChecks& table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column) {
    const auto value = "`child`." + quote(column);
    return table.rows(value + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + quote(referenced_table) +
                          " AS `parent` WHERE `parent`." + quote(referenced_column) + " = " + value + ")",
                      SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row", SqlText("`child`"));
}

namespace {

enum class Meaning { none, boolean, date, time, moment, json, uuid };

Meaning meaning_of(std::string_view field_type) {
    if (field_type == "boolean") return Meaning::boolean;
    if (field_type == "date") return Meaning::date;
    if (field_type == "time") return Meaning::time;
    if (field_type == "dateTime" || field_type == "timestamp") return Meaning::moment;
    if (field_type == "json") return Meaning::json;
    return field_type == "uuid" ? Meaning::uuid : Meaning::none;
}

// What a column holds already, as far as its declaration says.
Meaning held(std::string_view declared) {
    const auto type = type_facts(declared).data_type;
    if (type == "boolean" || type == "bool") return Meaning::boolean;
    if (type == "date") return Meaning::date;
    if (type == "time") return Meaning::time;
    if (type.starts_with("datetime") || type.starts_with("timestamp")) return Meaning::moment;
    return type == "json" ? Meaning::json : Meaning::none;
}

SqlText digits(int count) {
    SqlText out;
    for (int i = 0; i < count; ++i) out += "[0-9]";
    return out;
}
SqlText hexadecimal(int count) {
    SqlText out;
    for (int i = 0; i < count; ++i) out += "[0-9a-fA-F]";
    return out;
}

// True of a text `c` that is a day, a time of day.
SqlText is_day(const SqlText& c) {
    return c + " GLOB '" + digits(4) + "-" + digits(2) + "-" + digits(2) + "' AND date(" + c + ", '+0 days') IS " +
           c; // as it is counted: 30 February is another
}
SqlText is_clock(const SqlText& c) {
    const auto minutes = digits(2) + ":" + digits(2), seconds = minutes + ":" + digits(2);
    return "(" + c + " GLOB '" + minutes + "' OR " + c + " GLOB '" + seconds + "' OR (" + c + " GLOB '" + seconds +
           ".[0-9]*' AND length(" + c + ") < 16 AND substr(" + c + ", 10) NOT GLOB '*[^0-9]*')) AND substr(" + c +
           ", 1, 2) < '24' AND time(" + c + ") IS NOT NULL"; // time() knows an hour 24
}

// True of a value that does not say what the meaning asks for. A function that answers NULL to it is no yes.
SqlText says_something_else(const SqlText& c, Meaning from, Meaning to, std::string_view field_type) {
    const auto only_text = [&](const SqlText& good) {
        return "CASE typeof(" + c + ") WHEN 'null' THEN 0 WHEN 'text' THEN (" + good + ") IS NOT TRUE ELSE 1 END";
    };
    const auto day = "substr(" + c + ", 1, 10)";
    switch (to) {
    case Meaning::boolean:
        return "CASE typeof(" + c + ") WHEN 'null' THEN 0 WHEN 'text' THEN " + c +
               " NOT IN ('0', '1', 'true', 'false') WHEN 'blob' THEN 1 ELSE " + c + " NOT IN (0, 1) END";
    case Meaning::json:
        return "CASE typeof(" + c + ") WHEN 'text' THEN NOT json_valid(" + c +
               ") WHEN 'blob' THEN 1 WHEN 'real' THEN abs(" + c + ") > 1.7976931348623157e308 ELSE 0 END";
    case Meaning::uuid:
        return only_text(c + " GLOB '" + hexadecimal(8) + "-" + hexadecimal(4) + "-" + hexadecimal(4) + "-" +
                         hexadecimal(4) + "-" + hexadecimal(12) + "'");
    case Meaning::date:
        // a number is a moment in milliseconds where moments were before; a text stays as it is, so it has to be a day
        if (from == Meaning::moment)
            return "CASE typeof(" + c + ") WHEN 'null' THEN 0 WHEN 'text' THEN (" + is_day(c) +
                   ") IS NOT TRUE WHEN 'blob' THEN 1 ELSE " + c + " % 86400000 <> 0 END";
        return only_text(is_day(c));
    case Meaning::time: return only_text(is_clock(c));
    case Meaning::moment: {
        if (from == Meaning::date) return {};
        const auto clock = "substr(" + c + ", 12)";
        auto good = is_day(day) + " AND (length(" + c + ") = 10 OR substr(" + c + ", 11, 1) IN (' ', 'T') AND ";
        if (field_type == "timestamp")
            good +=
                clock + " GLOB '[0-9]*' AND substr(" + clock + ", 1, 2) < '24' AND datetime(" + c + ") IS NOT NULL)";
        else
            good += is_clock(clock) + ")";
        return only_text(good);
    }
    default: return {};
    }
}

bool takes_only_numbers(std::string_view field_type) {
    return field_type == "integer" || field_type == "bigInteger" || field_type == "float" || field_type == "decimal";
}

} // namespace

void check_conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column,
                      std::string_view declared_before, std::string_view declared, std::string_view field_type) {
    const auto c = quote(column);
    const auto was = held(declared_before), is = meaning_of(field_type);
    if (is != was)
        if (const auto other = says_something_else(c, was, is, field_type); !other.empty())
            script.push_back(table.rows(other, SCHEMAD_E_LOSES_VALUES, column, "cannot be read as the new type"));
    const auto from = affinity_of(declared_before), to = affinity_of(declared);
    if (from == to) return;
    const bool numbers_only = takes_only_numbers(field_type);
    SqlText lost;
    const auto add = [&](const SqlText& condition) { lost += (lost.empty() ? Words("") : Words(" OR ")) + condition; };
    const auto numeric = [](Affinity a) {
        return a == Affinity::integer || a == Affinity::real || a == Affinity::numeric;
    };
    if (to == Affinity::text && from != Affinity::text) {
        // a fraction is printed with 15 digits
        add("(typeof(" + c + ") = 'real' AND CAST(CAST(" + c + " AS TEXT) AS REAL) <> " + c + ")");
    }
    if (numeric(to)) {
        if (!numeric(from)) // text that is a number becomes one; is it still the same text?
            // where only numbers belong, text that is none is in the way, though SQLite would keep it
            add("(typeof(" + c + ") = 'text' AND " +
                (numbers_only ? SqlText() : c + " = CAST(" + c + " AS NUMERIC) AND ") + "CAST(CAST(" + c +
                " AS NUMERIC) AS TEXT) <> " + c + " COLLATE BINARY)");
        if (to == Affinity::real) { // whole numbers beyond 2^53
            add("(typeof(" + c + ") = 'integer' AND CAST(" + c + " AS REAL) <> " + c + ")");
            if (!numeric(from))
                add("(typeof(" + c + ") = 'text' AND " + c + " = CAST(" + c + " AS NUMERIC) AND CAST(" + c +
                    " AS REAL) <> CAST(" + c + " AS NUMERIC))");
        }
    }
    if (lost.empty()) return;
    script.push_back(table.rows(lost, SCHEMAD_E_LOSES_VALUES, column, "would change their value"));
}

SqlText converted_value(std::string_view column, std::string_view from, std::string_view to) {
    const auto c = quote(column);
    const auto was = affinity_of(from), is = affinity_of(to);
    if (was == is || is == Affinity::blob) return {};
    const auto type = "typeof(" + c + ")";
    if (is == Affinity::text)
        return "CASE WHEN " + type + " IN ('integer', 'real') THEN CAST(" + c + " AS TEXT) ELSE " + c + " END";
    return "CASE WHEN " + type + " = 'text' AND CAST(CAST(" + c + " AS NUMERIC) AS TEXT) = " + c +
           " COLLATE BINARY THEN CAST(" + c + " AS NUMERIC) ELSE " + c + " END";
}

} // namespace schemad::sqlite
