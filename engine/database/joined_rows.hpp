// SPDX-License-Identifier: Apache-2.0
// How many bytes of words and parameters a statement may have that could as well be sent as several: rows of an insert,
// questions of a select. What the server says it takes, and never more than 1 MiB. And how many rows an insert may
// have: one, where the vendor says that it takes no more (schemad_dialect). Errors: VendorError of the connection.
// Threads: those of the connection; joined_rows() any.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <schemad/dialect.h>
#include <schemad/host.hpp>

namespace schemad::database {

inline std::size_t joined_bytes(const Connection& connection) {
    constexpr std::size_t most = 1u << 20;
    const auto told = connection.most_bytes();
    return told ? std::min(told, most) : most;
}

inline std::size_t joined_rows(const Vendor& vendor, std::size_t most) noexcept {
    constexpr auto known = offsetof(schemad_dialect, flags) + sizeof(std::uint32_t);
    const auto* said = vendor.extension<schemad_dialect>(SCHEMAD_DIALECT_EXTENSION, known);
    return said && (said->flags & SCHEMAD_DIALECT_SINGLE_ROWS) ? 1 : most;
}

} // namespace schemad::database
