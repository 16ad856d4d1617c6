// SPDX-License-Identifier: Apache-2.0
// The SQL of one step. docs/spec/vendors-5-ddl.md sections 5.3 to 5.9; https://www.sqlite.org/lang_altertable.html
// section 7.
//
// A table that changes in a way ALTER TABLE ADD COLUMN cannot express is rebuilt once per step: new table, copy, drop,
// rename, indexes, triggers. It counts on what begin(APPLY) sets: foreign_keys off, legacy_alter_table on.
// Errors: kit::Error, before anything ran. Threads: pure functions.
#pragma once

#include <schemad/vendor.hpp>

#include "plugins/sqlite/catalog.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

// data is that of the catalog, both null for a plan without a database.
kit::Script render_step(const schemad_catalog* catalog, const CatalogData* data, const schemad_step& step);

kit::Script create_table(const schemad_step& step);
kit::Script alter_table(const schemad_catalog& catalog, const CatalogData& data, const schemad_step& step);

// Clauses that creating and altering share.
sql::SqlText foreign_key_clause(const schemad_foreign_key_spec& key); // [CONSTRAINT n] FOREIGN KEY (c) REFERENCES ...
sql::SqlText references_clause(const schemad_foreign_key_spec& key);  // [CONSTRAINT n] REFERENCES ...
sql::SqlText create_index(std::string_view table, const schemad_index_spec& index);

} // namespace schemad::sqlite
