// SPDX-License-Identifier: Apache-2.0
// What the files that write a meaning share; private to vendors/sql.
#pragma once

#include <string>

#include "vendors/sql/meaning.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sql {

// Every operator in brackets, every text with its type: as PostgreSQL's catalog prints what it keeps.
std::string told_to_postgres(const Meaning&, Speaker);

} // namespace schemad::sql
