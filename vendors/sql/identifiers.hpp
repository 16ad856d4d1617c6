// SPDX-License-Identifier: Apache-2.0
// Words of SQL as databases compare them. Errors: none but bad_alloc. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace schemad::sql {

// ASCII only, as databases compare keywords (and SQLite its names).
bool same_word(std::string_view a, std::string_view b) noexcept;
std::string lower(std::string_view s);

} // namespace schemad::sql
