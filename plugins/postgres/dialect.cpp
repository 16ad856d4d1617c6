// SPDX-License-Identifier: Apache-2.0
// The schemad.dialect/1 extension: how a script of PostgreSQL is framed and what each kind of step blocks.
#include "plugins/postgres/dialect.hpp"

#include <cstdint>

namespace schemad::postgres {

namespace {

constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }

schemad_str locks(std::uint32_t step, std::uint32_t change, std::uint32_t changed) {
    if (step == SCHEMAD_CREATE_TABLE) return text("nothing that is there");
    if (step == SCHEMAD_DROP_TABLE) return text("everything on the table (ACCESS EXCLUSIVE), for a moment");
    switch (change) {
    case SCHEMAD_ADD_FOREIGN_KEY: return text("writes to both tables (SHARE ROW EXCLUSIVE) while the rows are checked");
    case SCHEMAD_ADD_INDEX: return text("writes to the table while the index is built");
    case SCHEMAD_ALTER_COLUMN:
        if (changed & SCHEMAD_CHANGE_TYPE)
            return text("everything on the table (ACCESS EXCLUSIVE), as long as its rows are rewritten");
        if (changed & SCHEMAD_CHANGE_NULLABLE)
            return text("everything on the table (ACCESS EXCLUSIVE), as long as its rows are read");
        [[fallthrough]];
    default: return text("everything on the table (ACCESS EXCLUSIVE), for a moment; until the commit once taken");
    }
}

} // namespace

const schemad_dialect& dialect() noexcept {
    static const schemad_dialect said{
        sizeof(schemad_dialect),
        SCHEMAD_DIALECT_E_LITERALS,
        text("BEGIN;\nSET LOCAL client_encoding = 'UTF8';\nSET LOCAL standard_conforming_strings = on;\n"
             "SET LOCAL timezone = 'UTC';\nSET LOCAL datestyle = 'ISO, MDY';\nSET LOCAL intervalstyle = 'postgres';\n"),
        text("COMMIT;\n"),
        locks,
        text("select count(to_regclass(quote_ident(?)))")};
    return said;
}

} // namespace schemad::postgres
