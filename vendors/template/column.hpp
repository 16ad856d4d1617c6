// SPDX-License-Identifier: Apache-2.0
// Types and defaults, both ways: from a column that is to be to its SQL, and from the catalog's words to what a
// snapshot says. Errors: kit::Error E_UNSUPPORTED, naming the column. Threads: pure functions.
#pragma once

#include <string>

#include <schemad/vendor.hpp>

#include "vendors/sql/sql_text.hpp"

namespace toy {

namespace kit = schemad::kit;
namespace sql = schemad::sql;

constexpr char quote_mark = '"';
inline sql::SqlText quoted(std::string_view name) { return sql::quote(name, quote_mark); }

// name type default x not null
sql::SqlText definition_of(const schemad_column_spec& spec);

// What the catalog says of such a column; nullopt: no default.
void tell_type(const std::string& declared, kit::Column& column);
void tell_default(const kit::Text& written, kit::Column& column);

// What inspect() will say of it. By the same two functions, so that it is the truth.
kit::Column preview_of(const schemad_column_spec& spec);

} // namespace toy
