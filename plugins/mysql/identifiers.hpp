// SPDX-License-Identifier: Apache-2.0
// The names in a definition that the server keeps as text: of a view, a trigger, a check, a generated column.
// Pure functions; nothing throws but bad_alloc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace schemad::mysql {

// Names joined by points: `db`.`table`.`column`, NEW.column; keywords count as names. Text in quotes and comments is
// skipped, what stands in a version comment is not.
struct Chain {
    std::vector<std::string> parts;
    bool quoted = false;   // the last part stood in backquotes
    bool adjacent = false; // nothing but blanks between it and the chain before
    char before = 0;       // the last character before it that is no blank
    char after = 0;        // the first one behind it
};
std::vector<Chain> chains_of(std::string_view definition);

} // namespace schemad::mysql
