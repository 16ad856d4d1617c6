// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/checks.hpp"

namespace schemad::mysql {

sql::RowChecks checks_of(const CatalogView& known, std::string_view table) {
    std::vector<sql::SqlText> key;
    if (const auto* catalog = known.catalog())
        for (const auto& index : kit::Range<schemad_index>(catalog->indexes, catalog->index_count))
            if ((index.flags & SCHEMAD_INDEX_PRIMARY_KEY) && kit::view(index.table) == table)
                key = sql::key_columns(index, quote);
    return {quote(table), std::move(key)};
}

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
                                std::string_view referenced_column, const Type& from, const Type& to) {
    const auto value = "`child`." + quote(column);
    auto compared = value;
    // two collations cannot be compared without saying which; this way round the parent's index still serves
    if (from.is_char() && to.is_char() && from.collation != to.collation && !to.collation.empty())
        compared = "CONVERT(" + value + " USING " + sql::word(to.collation.substr(0, to.collation.find('_'))) +
                   ") COLLATE " + sql::word(to.collation);
    return table.rows(value + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + quote(referenced_table) +
                          " AS `parent` WHERE `parent`." + quote(referenced_column) + " = " + compared + ")",
                      SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row", sql::SqlText("`child`"));
}

} // namespace schemad::mysql
