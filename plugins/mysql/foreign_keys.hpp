// SPDX-License-Identifier: Apache-2.0
// Foreign keys: both columns have to be of one type, signs and collations included. docs/spec/vendors-5-ddl.md 5.9.
// Errors: kit::Error{E_UNSUPPORTED, E_INVALID}. Pure functions.
#pragma once

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

void add_foreign_key(kit::Script& script, std::string_view table, const schemad_foreign_key_spec& key,
                     const CatalogView& known);
// clause: "INDEX ..."; what the server drops of its own beside it stays.
void add_index_beside_key(kit::Script& script, std::string_view table, std::string_view column,
                          const sql::SqlText& clause, const CatalogView& known);
void drop_foreign_key(kit::Script& script, std::string_view table, const schemad_foreign_key_spec& key,
                      const CatalogView& known);

} // namespace schemad::mysql
