// SPDX-License-Identifier: Apache-2.0
// Values as SQL literals. docs/spec/vendors-5-ddl.md section 5.2.
// Errors: kit::Error{E_INVALID} for text with a zero byte, where the dialect cannot spell one. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace schemad::sql {

enum class LiteralStyle {
    standard, // SQLite, SQL Server, Oracle: quotes doubled
    postgres, // as standard, and E'...' where a backslash occurs
    mysql     // backslash escapes
};

std::string text_literal(std::string_view text, LiteralStyle style = LiteralStyle::standard);

// A decimal number as any database reads it: sign, digits, fraction, exponent; no blanks, no hex, no words.
bool is_number(std::string_view text) noexcept;

} // namespace schemad::sql
