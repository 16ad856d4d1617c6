// SPDX-License-Identifier: Apache-2.0
// Makes a plain database a project: the three meta tables as Directus 12.4 defines them. spec/engine.md 7.1 to 7.3.
#pragma once

#include <schemad/host.hpp>

#include "engine/model/meta_tables.hpp"

namespace schemad::plan {

// All or nothing. False: they were there already. Throws VendorError.
bool create_meta_tables(Connection&);

// One table without foreign keys; the caller has begun. Throws VendorError.
void create_table(Connection&, const model::MetaTable&);

} // namespace schemad::plan
