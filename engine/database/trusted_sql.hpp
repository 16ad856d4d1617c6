// SPDX-License-Identifier: Apache-2.0
// The engine's only doors from text to SQL: what the project's vendor rendered or offers, what its database says of
// itself, what an earlier apply wrote into the journal, and digits. A text of a document goes in as a parameter, or as
// a name through Vendor::quoted().
// Errors: none but bad_alloc. Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <schemad/host.hpp>
#include <schemad/sql_text.hpp>

namespace schemad::database {

struct TrustedSql : private sql::SqlWriter {
    static sql::SqlText rendered(schemad_str by_vendor) { return made(std::string{view(by_vendor)}); }
    static sql::SqlText number(std::int64_t value) { return made(std::to_string(value)); }
    // Of a catalog that inspect() gave, whose database takes it back: the words of an index that goes.
    static sql::SqlText catalogued(schemad_str by_the_database) { return made(std::string{view(by_the_database)}); }
    static sql::SqlText journalled(std::string_view by_an_apply) { return made(std::string{by_an_apply}); }
};

} // namespace schemad::database
