// SPDX-License-Identifier: Apache-2.0
// From a column as it is to be, to its type, its default and its whole definition. docs/spec/vendors-5-ddl.md 5.1, 5.2,
// docs/spec/vendors-a-types.md B. Errors: kit::Error E_UNSUPPORTED naming the column. Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

// The declared type. With OWN_SPELLING the one that reads back with the same data_type and max_length.
sql::SqlText declared_type(const schemad_column_spec& spec);

// What stands behind DEFAULT; nullopt: no default (none stated, null, or one that SQLite cannot hold).
// With OWN_SPELLING it reads back as the very same text, where any spelling does.
std::optional<sql::SqlText> default_sql(const schemad_column_spec& spec);

// `name` type DEFAULT x NOT NULL; keys are the caller's.
sql::SqlText column_definition(const schemad_column_spec& spec);

// STRICT tables take six types only.
void require_strict_type(std::string_view declared, std::string_view table, std::string_view column);

// What the catalog will say. No column of a table yet: table, ordinal and foreign key stay empty.
kit::Column preview(const schemad_column_spec& spec);

} // namespace schemad::sqlite
