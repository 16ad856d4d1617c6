// SPDX-License-Identifier: Apache-2.0
// Questions to ask before a change runs: each counts the rows that stand in its way. vendor.h, SCHEMAD_CHECK.
// None of them fails on odd data: what cannot be converted only warns in a SELECT. Pure functions.
#pragma once

#include "plugins/mysql/column_type.hpp"

namespace schemad::mysql {

kit::Statement check(std::string sql, schemad_status refusal, std::string_view column, std::string reason);
kit::Statement check_no_rows(std::string_view table, std::string_view column);
kit::Statement check_no_nulls(std::string_view table, std::string_view column);
kit::Statement check_no_duplicates(std::string_view table, std::string_view column);
kit::Statement check_at_most_one_row(std::string_view table, std::string_view column);
kit::Statement check_no_values(std::string_view table, std::string_view column); // to a table that is still empty
kit::Statement check_references(std::string_view table, std::string_view column, std::string_view referenced_table,
                                std::string_view referenced_column, const Type& from, const Type& to);

// What would be cut, out of range, rounded or unreadable as the new type; nothing when every value survives.
void check_conversion(kit::Script& script, std::string_view table, std::string_view column, const Type& from,
                      const Type& to, std::string_view field_type);

} // namespace schemad::mysql
