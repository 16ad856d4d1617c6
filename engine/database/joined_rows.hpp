// SPDX-License-Identifier: Apache-2.0
// How many bytes of words and parameters a statement may have that could as well be sent as several: rows of an insert,
// questions of a select. What the server says it takes, and never more than 1 MiB.
#pragma once

#include <algorithm>
#include <cstddef>

#include <schemad/host.hpp>

namespace schemad::database {

inline std::size_t joined_bytes(const Connection& connection) {
    constexpr std::size_t most = 1u << 20;
    const auto told = connection.most_bytes();
    return told ? std::min(told, most) : most;
}

} // namespace schemad::database
