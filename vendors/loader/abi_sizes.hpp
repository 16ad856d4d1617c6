// SPDX-License-Identifier: Apache-2.0
// How much of each boundary struct version 1.0 of the ABI promises. A struct that says less cannot be read at all.
#pragma once

#include <cstddef>
#include <cstdint>

#include <schemad/vendor.h>

namespace schemad::loader {

template <class T> inline constexpr std::size_t least_size = 0;

#define SCHEMAD_ENDS_WITH(type, member)                                                                                \
    template <> inline constexpr std::size_t least_size<type> = offsetof(type, member) + sizeof(type::member)
SCHEMAD_ENDS_WITH(schemad_rows, release);
SCHEMAD_ENDS_WITH(schemad_table, sql);
SCHEMAD_ENDS_WITH(schemad_column, numeric_scale);
SCHEMAD_ENDS_WITH(schemad_index, sql);
SCHEMAD_ENDS_WITH(schemad_foreign_key, on_delete);
SCHEMAD_ENDS_WITH(schemad_check, expression);
SCHEMAD_ENDS_WITH(schemad_catalog, release);
SCHEMAD_ENDS_WITH(schemad_statement, reason);
SCHEMAD_ENDS_WITH(schemad_script, release);
SCHEMAD_ENDS_WITH(schemad_column_preview, release);
SCHEMAD_ENDS_WITH(schemad_vendor, get_extension);
#undef SCHEMAD_ENDS_WITH

} // namespace schemad::loader
