// SPDX-License-Identifier: Apache-2.0
// Defaults: from a column as it is to be to SQL, and from SQL to what the catalog will say.
// docs/spec/vendors-1-catalog.md 3.2 (default), docs/spec/vendors-5-ddl.md 5.1 step 4, 5.2, 9 (1 and 2). Errors:
// kit::Error E_UNSUPPORTED naming the column. Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <schemad/vendor.hpp>

#include "vendors/pq/column_type.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::pq {

// What stands behind DEFAULT; nullopt: no default.
std::optional<sql::SqlText> default_sql(const schemad_column_spec& spec, const Type& type);

// What inspect() will say of a default written so.
kit::Text shown_default(std::string_view written, const Type& type);

// A default that stays while its column gets another type: constants are written anew for it, expressions stay.
sql::SqlText carried_default(std::string_view catalog_sql, const Type& to, std::string_view column);

// The sequence of nextval('name'::regclass) as an identifier, schema included; nullopt for any other text.
std::optional<sql::SqlText> sequence_of(std::string_view default_text);

} // namespace schemad::pq
