// SPDX-License-Identifier: Apache-2.0
// How much of each boundary struct version 1.0 of the ABI promises. A struct that says less cannot be read at all; what
// later minors append lies behind it and is asked for with has_member().
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

// Whether `member`, a member of *object, lies inside what its writer filled.
template <class T, class M> bool has_member(const T& object, M T::*member) noexcept {
    const auto* begin = reinterpret_cast<const char*>(&object);
    const auto* end = reinterpret_cast<const char*>(&(object.*member)) + sizeof(M);
    return static_cast<std::size_t>(end - begin) <= object.struct_size;
}

} // namespace schemad::loader
