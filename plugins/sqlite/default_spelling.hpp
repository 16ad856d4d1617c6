// SPDX-License-Identifier: Apache-2.0
// A default in SQLite's own words, back into SQL. The catalog's text has lost its outer quotes and parentheses, so 3+4
// may have been '3+4' or (3+4): a spelling is chosen that reads back as the same text, and of two the likelier one.
// Pure. Errors: kit::Error E_UNSUPPORTED naming the column, for what looks like a call and is none of the grammar's.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

// `numeric`: the field holds numbers or booleans, where a text that computes is no literal.
sql::SqlText own_default(std::string_view text, bool numeric, std::string_view column);

// The text as an expression that may stand behind DEFAULT; nothing where it is none.
std::optional<sql::SqlText> own_expression(std::string_view text);

// Each pair of marks as one: a text as it stood between its quotes, as what it means.
std::string without_doubled(std::string_view text, char mark);

} // namespace schemad::sqlite
