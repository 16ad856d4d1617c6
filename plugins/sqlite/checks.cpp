// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/checks.hpp"

#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

std::string quote(std::string_view name) { return sql::quote(name, '`'); }

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
                      SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row", "`child`");
}

void check_conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column, Affinity from,
                      Affinity to, bool numbers_only) {
    if (from == to) return;
    const auto c = quote(column);
    std::string lost;
    const auto add = [&](const std::string& condition) { lost += (lost.empty() ? "" : " OR ") + condition; };
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
            add("(typeof(" + c + ") = 'text' AND " + (numbers_only ? "" : c + " = CAST(" + c + " AS NUMERIC) AND ") +
                "CAST(CAST(" + c + " AS NUMERIC) AS TEXT) <> " + c + " COLLATE BINARY)");
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

} // namespace schemad::sqlite
