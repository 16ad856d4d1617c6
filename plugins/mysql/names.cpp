// SPDX-License-Identifier: Apache-2.0
// The schemad.names/1 extension. Columns, indexes and constraints have no case in MySQL and MariaDB, whatever
// lower_case_table_names says of tables; the reference compares those without case too.
#include "plugins/mysql/names.hpp"

namespace schemad::mysql {

namespace {
constexpr schemad_str text(const char* s) noexcept { return {s, __builtin_strlen(s)}; }
} // namespace

const schemad_names& names() noexcept {
    static const schemad_names said{sizeof(schemad_names),
                                    SCHEMAD_NAMES_FOREIGN_KEYS_IN_DATABASE | SCHEMAD_NAMES_FOREIGN_KEY_IS_INDEX |
                                        SCHEMAD_NAMES_BASIC_PLANE,
                                    SCHEMAD_NAMES_CASE,
                                    SCHEMAD_NAMES_CASE,
                                    SCHEMAD_NAMES_CASE,
                                    SCHEMAD_NAMES_ASCII_CASE,
                                    SCHEMAD_NAMES_CASE,
                                    64,
                                    text("db_row_id,db_trx_id,db_roll_ptr,fts_doc_id"), // InnoDB's own
                                    {nullptr, 0},
                                    {nullptr, 0}};
    return said;
}

} // namespace schemad::mysql
