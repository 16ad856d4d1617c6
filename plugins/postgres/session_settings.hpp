// SPDX-License-Identifier: Apache-2.0
// What a session of PostgreSQL is set to beside what vendors/pq sets: every setting that a database, a role or the
// server may have given another value, and that changes what a statement answers. What decides about place, speed or
// the language of messages stays as it is. Pure.
#pragma once

#include <schemad/sql_text.hpp>

namespace schemad::postgres {

sql::SqlText session_settings(int server_version);

} // namespace schemad::postgres
