// SPDX-License-Identifier: Apache-2.0
// Questions to ask before a change runs: each counts the rows that stand in its way. vendor.h, SCHEMAD_CHECK.
// Errors: none but bad_alloc and kit::Error for impossible names. Pure functions.
#pragma once

#include <string_view>

#include <schemad/vendor.hpp>

#include "plugins/sqlite/column_facts.hpp"

namespace schemad::sqlite {

kit::Statement check_no_rows(std::string_view table, std::string_view column);
kit::Statement check_no_nulls(std::string_view table, std::string_view column);
kit::Statement check_no_duplicates(std::string_view table, std::string_view column);
kit::Statement check_at_most_one_row(std::string_view table, std::string_view column);
kit::Statement check_references(std::string_view table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column);

// Adds nothing when every value survives the change of affinity.
// numbers_only: the field type takes numbers and nothing else.
void check_conversion(kit::Script& script, std::string_view table, std::string_view column, Affinity from, Affinity to,
                      bool numbers_only);

} // namespace schemad::sqlite
