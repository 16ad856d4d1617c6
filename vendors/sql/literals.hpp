// SPDX-License-Identifier: Apache-2.0
// How dialects spell values. docs/spec/vendors-5-ddl.md section 5.2. Errors: none. Threads: pure functions.
#pragma once

#include <string_view>

namespace schemad::sql {

enum class LiteralStyle {
    standard, // SQLite, SQL Server, Oracle: quotes doubled
    postgres, // as standard, and E'...' where a backslash occurs
    mysql     // backslash escapes
};

// A decimal number as any database reads it: sign, digits, fraction, exponent; no blanks, no hex, no words.
bool is_number(std::string_view text) noexcept;

} // namespace schemad::sql
