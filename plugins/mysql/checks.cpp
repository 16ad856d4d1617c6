// SPDX-License-Identifier: Apache-2.0
#include "plugins/mysql/checks.hpp"

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

kit::Statement check(std::string sql, schemad_status refusal, std::string_view column, std::string reason) {
    return {std::move(sql), SCHEMAD_CHECK, refusal, std::string(column), std::move(reason)};
}

kit::Statement check_no_rows(std::string_view table, std::string_view column) {
    return check("SELECT count(*) FROM " + quote(table), SCHEMAD_E_NOT_NULL, column, "have no value for it");
}

kit::Statement check_no_nulls(std::string_view table, std::string_view column) {
    return check("SELECT count(*) FROM " + quote(table) + " WHERE " + quote(column) + " IS NULL",
                 SCHEMAD_E_CONTAINS_NULL, column, "hold a null");
}

kit::Statement check_no_duplicates(std::string_view table, std::string_view column) {
    const auto c = quote(column);
    return check("SELECT CAST(coalesce(sum(n), 0) AS SIGNED) FROM (SELECT count(*) AS n FROM " + quote(table) +
                     " WHERE " + c + " IS NOT NULL GROUP BY " + c + " HAVING count(*) > 1) AS shared",
                 SCHEMAD_E_UNIQUE, column, "share their value with another");
}

kit::Statement check_at_most_one_row(std::string_view table, std::string_view column) {
    return check("SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM " + quote(table), SCHEMAD_E_UNIQUE,
                 column, "would all get the default");
}

kit::Statement check_no_values(std::string_view table, std::string_view column) {
    return check("SELECT count(*) FROM " + quote(table) + " WHERE " + quote(column) + " IS NOT NULL",
                 SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row");
}

kit::Statement check_references(std::string_view table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column, const Type& from, const Type& to) {
    const auto value = "`child`." + quote(column);
    auto compared = value;
    // two collations cannot be compared without saying which; this way round the parent's index still serves
    if (from.is_char() && to.is_char() && from.collation != to.collation && !to.collation.empty())
        compared = "CONVERT(" + value + " USING " + to.collation.substr(0, to.collation.find('_')) + ") COLLATE " +
                   to.collation;
    return check("SELECT count(*) FROM " + quote(table) + " AS `child` WHERE " + value +
                     " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + quote(referenced_table) +
                     " AS `parent` WHERE `parent`." + quote(referenced_column) + " = " + compared + ")",
                 SCHEMAD_E_FOREIGN_KEY, column, "refer to a missing row");
}

} // namespace schemad::mysql
