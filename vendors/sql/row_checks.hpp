// SPDX-License-Identifier: Apache-2.0
// Questions to ask before a change runs: how many rows are in its way, and the keys of a few of them. vendor.h,
// SCHEMAD_CHECK. Both texts are made of one condition, so that they cannot drift apart. Counting reads the table once;
// the keys are read until there are five, nothing is sorted for them.
// Errors: none but bad_alloc. Pure functions over owned text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

namespace schemad::sql {

inline constexpr int most_sampled_keys = 5; // vendor.h, sample_sql

// The rows of one table. All names are quoted, the table qualified where it has to be.
class RowChecks {
public:
    // key: the columns of the primary key, in its order; none: rows are counted, but cannot be named.
    RowChecks(SqlText table, std::vector<SqlText> key) : table_(std::move(table)), key_(std::move(key)) {}

    // Those of which the condition is true; empty: all. alias: what the condition calls the table, where it has to.
    kit::Statement rows(const SqlText& condition, schemad_status refusal, std::string_view column, std::string reason,
                        const SqlText& alias = {}) const;
    // Those that share their value of `quoted_column` with another; nulls share nothing.
    kit::Statement duplicates(const SqlText& quoted_column, std::string_view column) const;
    // Those that would share these values with another, expressions that fail for no row: a change of type makes them
    // equal. A null among them shares nothing.
    kit::Statement duplicates_of(const std::vector<SqlText>& values, std::string_view column) const;
    // All, once there are two: they would get one value.
    kit::Statement more_than_one(std::string_view column) const;

private:
    // from: what the keys are sampled from, where the table goes by the alias.
    kit::Statement check(SqlText count, const SqlText& from, const SqlText& alias, schemad_status refusal,
                         std::string_view column, std::string reason) const;

    SqlText table_;
    std::vector<SqlText> key_;
};

// Of a column that takes another type: asks for the values that the index keeps apart and that become one. Nothing
// where it is not unique, is more than its columns, or goes with the flag of the field. converted: the value in the new
// type, NULL where another check refuses it.
void ask_still_unique(kit::Script& script, const RowChecks& table, const schemad_index& index,
                      const schemad_column& column, const schemad_column_spec& wanted, const SqlText& converted,
                      SqlText (*quote)(std::string_view));

// The columns of an index, in its order, quoted; empty where one is an expression.
std::vector<SqlText> key_columns(const schemad_index& index, SqlText (*quote)(std::string_view));

} // namespace schemad::sql
