// SPDX-License-Identifier: Apache-2.0
// The `?` of the boundary's statements as the $1, $2, ... of PostgreSQL's protocol. Pure; throws only bad_alloc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemad::sql {

struct Numbered {
    std::string sql;
    std::size_t count = 0; // of placeholders
};

// Every `?` outside of '...', E'...', "...", $tag$...$tag$, -- and /* */ (which nest) becomes $n. An unfinished quote
// or comment goes to the end of the text: the server says what is wrong with it.
Numbered number_placeholders(std::string_view sql);

} // namespace schemad::sql
