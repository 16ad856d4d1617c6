// SPDX-License-Identifier: Apache-2.0
// The door for SQL that the target itself printed: a definition, a default, a condition that its catalog answered and
// that its database takes back. Never for text of a snapshot or a diff: those go in quoted, or through the grammar
// (expression.hpp). The files that may use it are listed in scripts/check-house.
// Errors: none but bad_alloc. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include <schemad/sql_text.hpp>

namespace schemad::sql {

struct CatalogText : private SqlWriter {
    static SqlText printed(std::string_view by_the_target) { return made(std::string(by_the_target)); }
};

} // namespace schemad::sql
