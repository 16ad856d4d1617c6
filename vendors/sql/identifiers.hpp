// SPDX-License-Identifier: Apache-2.0
// Names as SQL text. docs/spec/vendors-1-catalog.md section 1.8.
// Errors: kit::Error{E_INVALID} for a name no database can hold (it has a zero byte). Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace schemad::sql {

// The name between `mark`s, every mark inside doubled. The whole name is one identifier: a dot in it is no separator.
std::string quote(std::string_view name, char mark);

// ASCII only, as databases compare keywords (and SQLite its names).
bool same_word(std::string_view a, std::string_view b) noexcept;
std::string lower(std::string_view s);

} // namespace schemad::sql
