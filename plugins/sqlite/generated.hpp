// SPDX-License-Identifier: Apache-2.0
// The expression of a generated column as a document states it. SQLite takes a clock in it when the column is made, and
// then no row of the table can be read any more: what may ask the clock is refused before.
// Errors: kit::Error E_INVALID naming the column. Threads: pure functions. Source: sqlite.org/gencol.html,
// lang_datefunc.
#pragma once

#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "vendors/sql/expression.hpp"

namespace schemad::sqlite {

// What stands in the brackets behind GENERATED ALWAYS AS.
sql::SqlText generated_sql(const schemad_column_spec& spec);

// Whether a date function in it has no plain date to work on: a column or a literal, and no modifier but literals.
bool may_ask_the_clock(const sql::Expression& expression);

// Computes the column for every row: a row that it fails for could not be read afterwards.
kit::Statement read_all(std::string_view table, std::string_view column);

} // namespace schemad::sqlite
