// SPDX-License-Identifier: Apache-2.0
// The schemad.names/1 extension: SQLite compares the letters of ASCII without case, and keeps tables, views, indexes in
// one name space.
#include "plugins/sqlite/names.hpp"

namespace schemad::sqlite {

const schemad_names& names() noexcept {
    static const schemad_names said{sizeof(schemad_names),
                                    SCHEMAD_NAMES_INDEXES_ARE_RELATIONS,
                                    SCHEMAD_NAMES_ASCII_CASE,
                                    SCHEMAD_NAMES_ASCII_CASE,
                                    SCHEMAD_NAMES_ASCII_CASE,
                                    SCHEMAD_NAMES_ASCII_CASE,
                                    SCHEMAD_NAMES_EXACT,
                                    0,
                                    {nullptr, 0},
                                    {"sqlite_", 7},
                                    {nullptr, 0}};
    return said;
}

} // namespace schemad::sqlite
