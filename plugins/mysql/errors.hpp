// SPDX-License-Identifier: Apache-2.0
// The server's and the client library's error numbers as the boundary's classes, and the table and column a message
// tells of. vendor.h (SCHEMAD_E_*), docs/spec/engine-1-http.md 1.11. Pure functions; nothing throws but bad_alloc.
#pragma once

#include <string_view>

#include <schemad/vendor.hpp>

namespace schemad::mysql {

schemad_status status_of(unsigned number) noexcept;

// The connection cannot be used any more.
bool is_lost(unsigned number) noexcept;

kit::Error error_of(unsigned number, std::string_view sqlstate, std::string_view message);

} // namespace schemad::mysql
