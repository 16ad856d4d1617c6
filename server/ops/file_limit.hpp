// SPDX-License-Identifier: Apache-2.0
// How many files and sockets the process may have open. Shells and services give a soft limit (often 1,024) far below
// the hard one; a server that keeps to it runs out of descriptors before it reaches its own limits.
#pragma once

#include <cstddef>

namespace schemad::ops {

// Raises the soft limit to what is asked for, as far as the hard one lets it. Returns what the limit is now.
std::size_t allow_open_files(std::size_t wanted) noexcept;

} // namespace schemad::ops
