// SPDX-License-Identifier: Apache-2.0
// The schemad.dialect/1 extension: how a script of SQLite is framed and what each kind of step blocks.
#include "plugins/sqlite/dialect.hpp"

#include <cstdint>

namespace schemad::sqlite {

namespace {

constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }

schemad_str locks(std::uint32_t, std::uint32_t, std::uint32_t) {
    return text("every write to the database waits until the end of the apply; reads go on in WAL mode only");
}

} // namespace

const schemad_dialect& dialect() noexcept {
    static const schemad_dialect said{
        sizeof(schemad_dialect),
        SCHEMAD_DIALECT_CHAR_FUNCTION,
        text("PRAGMA foreign_keys = OFF;\nPRAGMA legacy_alter_table = ON;\nBEGIN IMMEDIATE;\n"),
        text("COMMIT;\nPRAGMA legacy_alter_table = OFF;\nPRAGMA foreign_keys = ON;\n"),
        locks,
        text("select count(*) from sqlite_master where type in ('table', 'view') and name = ? collate nocase")};
    return said;
}

} // namespace schemad::sqlite
