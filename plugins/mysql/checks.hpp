// SPDX-License-Identifier: Apache-2.0
// Questions to ask before a change runs, about the rows of a table: which stand in its way. vendors/sql/row_checks.
// None of them fails on odd data: what cannot be converted only warns in a SELECT. Pure functions.
#pragma once

#include "plugins/mysql/definition.hpp"
#include "vendors/sql/row_checks.hpp"

namespace schemad::mysql {

// Those of a table of the catalog; one that is not there yet has no rows to name.
sql::RowChecks checks_of(const CatalogView& known, std::string_view table);

kit::Statement check_no_rows(const sql::RowChecks& table, std::string_view column);
kit::Statement check_no_nulls(const sql::RowChecks& table, std::string_view column);
kit::Statement check_no_duplicates(const sql::RowChecks& table, std::string_view column);
kit::Statement check_no_values(const sql::RowChecks& table, std::string_view column); // to a table that is still empty
kit::Statement check_references(const sql::RowChecks& table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column, const Type& from, const Type& to);

// What would be cut, out of range, rounded or unreadable as the new type; nothing when every value survives.
void check_conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column, const Type& from,
                      const Type& to, std::string_view field_type);

// The value in the new type, of what no check above refuses; empty where values that differ stay so.
sql::SqlText converted_value(std::string_view column, const Type& from, const Type& to);

} // namespace schemad::mysql
