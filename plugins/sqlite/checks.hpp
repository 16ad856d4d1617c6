// SPDX-License-Identifier: Apache-2.0
// Questions to ask before a change runs, about the rows of a table: which stand in its way. vendors/sql/row_checks.
// Errors: none but bad_alloc and kit::Error for impossible names. Pure functions.
#pragma once

#include <string_view>

#include <schemad/vendor.hpp>

#include "plugins/sqlite/column_facts.hpp"
#include "vendors/sql/row_checks.hpp"

namespace schemad::sqlite {

kit::Statement check_no_rows(const sql::RowChecks& table, std::string_view column);
kit::Statement check_no_nulls(const sql::RowChecks& table, std::string_view column);
kit::Statement check_no_duplicates(const sql::RowChecks& table, std::string_view column);
// The parent is a new table, without rows.
kit::Statement check_no_values(const sql::RowChecks& table, std::string_view column);
kit::Statement check_references(const sql::RowChecks& table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column);

// Adds nothing when every value survives the change of affinity, and is what the field type says.
// from, to: as declared.
void check_conversion(kit::Script& script, const sql::RowChecks& table, std::string_view column, std::string_view from,
                      std::string_view to, std::string_view field_type);

// The value as a column of the other affinity would hold it, where no check above is in its way; empty: as it is.
sql::SqlText converted_value(std::string_view column, std::string_view from, std::string_view to);

} // namespace schemad::sqlite
