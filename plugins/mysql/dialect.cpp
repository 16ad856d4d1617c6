// SPDX-License-Identifier: Apache-2.0
// The schemad.dialect/1 extension: how a script of MySQL and MariaDB is framed and what each kind of step blocks.
#include "plugins/mysql/dialect.hpp"

#include <cstdint>

namespace schemad::mysql {

namespace {

constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }

schemad_str locks(std::uint32_t step, std::uint32_t change, std::uint32_t changed) {
    if (step == SCHEMAD_CREATE_TABLE) return text("nothing that is there");
    if (step == SCHEMAD_DROP_TABLE) return text("everything on the table (metadata lock), for a moment");
    switch (change) {
    case SCHEMAD_ADD_COLUMN:
        return text("everything on the table for a moment where the server adds columns instantly (MySQL 8.0.12, "
                    "MariaDB 10.3); else writes, as long as the table is copied");
    case SCHEMAD_ALTER_COLUMN:
        return (changed & ~std::uint32_t{SCHEMAD_CHANGE_DEFAULT})
                   ? text("writes to the table, as long as it is copied")
                   : text("everything on the table (metadata lock), for a moment");
    case SCHEMAD_DROP_COLUMN: return text("writes to the table where it has to be copied; else a moment");
    case SCHEMAD_ADD_FOREIGN_KEY: return text("writes to both tables while the rows are checked");
    case SCHEMAD_ADD_INDEX: return text("everything on the table for a moment; writes go on while the index is built");
    default: return text("everything on the table (metadata lock), for a moment");
    }
}

} // namespace

const schemad_dialect& dialect() noexcept {
    static const schemad_dialect said{
        sizeof(schemad_dialect),
        SCHEMAD_DIALECT_BACKSLASH_ESCAPES,
        text("SET NAMES utf8mb4;\nSET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO';\n"),
        text(""),
        locks,
        text("select count(*) from information_schema.tables where table_schema = database() and table_name = ?")};
    return said;
}

} // namespace schemad::mysql
