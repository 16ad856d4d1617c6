// SPDX-License-Identifier: Apache-2.0
// The schemad.dialect/1 extension: how a script of CockroachDB is framed and what each kind of step blocks.
#include "plugins/cockroachdb/dialect.hpp"

#include <cstdint>

namespace schemad::cockroachdb {

namespace {

constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }

schemad_str locks(std::uint32_t, std::uint32_t change, std::uint32_t changed) {
    if (change == SCHEMAD_ALTER_COLUMN && (changed & SCHEMAD_CHANGE_TYPE))
        return text("nothing for long: the rows are rewritten in the background");
    return text("nothing for long: schema changes run online");
}

} // namespace

const schemad_dialect& dialect() noexcept {
    static const schemad_dialect said{sizeof(schemad_dialect),
                                      SCHEMAD_DIALECT_E_LITERALS,
                                      text("SET serial_normalization = sql_sequence;\nSET default_int_size = 4;\n"),
                                      text(""),
                                      locks,
                                      text("select count(*) from information_schema.tables where table_schema = "
                                           "any(current_schemas(false)) and table_name = ?")};
    return said;
}

} // namespace schemad::cockroachdb
