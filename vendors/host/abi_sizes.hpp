// SPDX-License-Identifier: Apache-2.0
// What the numbers of a plugin may be.
#pragma once

#include <schemad/kit/sizes.hpp>

namespace schemad::host {

using abi::least_size;

// No struct of the boundary will ever be larger, and no catalog have as many rows: a number beyond says that what was
// read is no such struct.
inline constexpr std::size_t most_size = std::size_t{64} * 1024;
inline constexpr std::size_t most_rows = std::size_t{1} << 28;

} // namespace schemad::host
