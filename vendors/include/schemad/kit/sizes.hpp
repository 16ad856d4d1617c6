// SPDX-License-Identifier: Apache-2.0
// How much of each boundary struct version 1.0 of the ABI promises. A struct that says less cannot be read at all; what
// was appended since is looked for one by one, so that both sides may be older or newer than the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <schemad/batch.h>
#include <schemad/expressions.h>
#include <schemad/vendor.h>

namespace schemad::abi {

template <class T> inline constexpr std::size_t least_size = 0;

// NOLINTBEGIN(bugprone-macro-parentheses): a type takes none
#define SCHEMAD_ENDS_WITH(type, member)                                                                                \
    template <> inline constexpr std::size_t least_size<type> = offsetof(type, member) + sizeof(type::member)
SCHEMAD_ENDS_WITH(schemad_error, release); // NOLINTEND(bugprone-macro-parentheses)
SCHEMAD_ENDS_WITH(schemad_host, monotonic_ms);
SCHEMAD_ENDS_WITH(schemad_rows, release);
SCHEMAD_ENDS_WITH(schemad_table, sql);
SCHEMAD_ENDS_WITH(schemad_column, numeric_scale);
SCHEMAD_ENDS_WITH(schemad_index, sql);
SCHEMAD_ENDS_WITH(schemad_foreign_key, on_delete);
SCHEMAD_ENDS_WITH(schemad_check, expression);
SCHEMAD_ENDS_WITH(schemad_catalog, release);
SCHEMAD_ENDS_WITH(schemad_column_spec, existing);
SCHEMAD_ENDS_WITH(schemad_foreign_key_spec, on_delete);
SCHEMAD_ENDS_WITH(schemad_index_spec, column);
SCHEMAD_ENDS_WITH(schemad_change, index);
SCHEMAD_ENDS_WITH(schemad_step, change_count);
SCHEMAD_ENDS_WITH(schemad_statement, reason);
SCHEMAD_ENDS_WITH(schemad_script, release);
SCHEMAD_ENDS_WITH(schemad_column_preview, release);
SCHEMAD_ENDS_WITH(schemad_vendor, get_extension);
SCHEMAD_ENDS_WITH(schemad_batch_statement, param_count);
SCHEMAD_ENDS_WITH(schemad_expression, columns);
SCHEMAD_ENDS_WITH(schemad_named_column, field_type);
#undef SCHEMAD_ENDS_WITH

// Can be read, as far as version 1.0 goes.
template <class T> bool whole(const T* t) noexcept { return t && t->struct_size >= least_size<T>; }

// Fills a struct of the other side, which may know less of it than this side does.
template <class T> void fill(T* out, T value) noexcept {
    const auto room = out->struct_size < sizeof(T) ? std::size_t{out->struct_size} : sizeof(T);
    value.struct_size = static_cast<std::uint32_t>(room);
    std::memcpy(static_cast<void*>(out), &value, room);
}

} // namespace schemad::abi
