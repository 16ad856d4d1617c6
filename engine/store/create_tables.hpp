// SPDX-License-Identifier: Apache-2.0
// Makes tables of our own choice: the three meta tables, as Directus 12.4 defines them, that make a plain database a
// project, and those that schemad keeps there. Threads: as one connection. Errors: VendorError. Source:
// docs/spec/engine-6-apply.md 7.1 to 7.3.
#pragma once

#include <schemad/host.hpp>

#include "engine/model/meta_tables.hpp"

namespace schemad::store {

// All or nothing. False: they were there already. Throws VendorError.
bool create_meta_tables(Connection&);

// One table without foreign keys; the caller has begun. Throws VendorError.
void create_table(Connection&, const model::MetaTable&);

bool exists(const schemad_catalog&, const model::MetaTable&);
// The first column that the table is there without; empty: none, or no table.
std::string_view lacking(const schemad_catalog&, const model::MetaTable&);
// Makes the table where the catalog shows none. Inside begin(APPLY). Throws VendorError, OwnTableFault.
void require(Connection&, const schemad_catalog&, const model::MetaTable&);

} // namespace schemad::store
