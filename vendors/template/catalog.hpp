// SPDX-License-Identifier: Apache-2.0
// What the database says of its tables, as plain rows. Errors: kit::Error. Threads: as the connection.
#pragma once

#include <sqlite3.h>

#include <schemad/vendor.hpp>

namespace toy {

schemad::kit::Catalog read_catalog(sqlite3* database); // inside a transaction: one view

} // namespace toy
