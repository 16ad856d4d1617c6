// SPDX-License-Identifier: Apache-2.0
// Statements about rows of the tables that schemad keeps in a database. Pure. Errors: VendorError of a name that no
// database can hold.
#pragma once

#include <cstddef>

#include <schemad/host.hpp>

#include "engine/model/meta_tables.hpp"

namespace schemad::store {

// The first `count` columns, as in `a`, `b`.
sql::SqlText column_list(const Vendor&, const model::MetaTable&, std::size_t count);
// insert into ... (those columns) values (?, ?), (?, ?)
sql::SqlText insert_into(const Vendor&, const model::MetaTable&, std::size_t columns, std::size_t rows);

} // namespace schemad::store
