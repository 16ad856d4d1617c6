// SPDX-License-Identifier: Apache-2.0
// Defaults: what a snapshot says of one, as the expression behind DEFAULT, and what the catalog will show of that.
// docs/spec/vendors-1-catalog.md 3.3, docs/spec/vendors-5-ddl.md 5.1 (step 4), 5.2, 9 (#1, #2, #10). Pure functions.
// Errors: kit::Error{E_UNSUPPORTED} naming the column, for a value that its type cannot hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "plugins/mysql/column_type.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::mysql {

// Nothing where there is no default to state (also NULL, and where this server knows no such default).
std::optional<sql::SqlText> default_expression(const schemad_column_spec& spec, const Type& type, const Server& server);

// An expression in COLUMN_DEFAULT of MariaDB: parentheses around a literal or a call go, functions come in lower case,
// a literal has the quotes and escapes that the catalog gives it. On MySQL, a literal that has to be an expression.
std::string shown_default(std::string_view written, const Type& type, bool on_mysql = false);

} // namespace schemad::mysql
