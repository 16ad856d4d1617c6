// SPDX-License-Identifier: Apache-2.0
// Changes for people: aligned text, coloured on a terminal, or Markdown for a comment. All text of documents goes
// through one_line() here.
#pragma once

#include <ostream>
#include <string>

#include "server/cli/changes.hpp"

namespace schemad::cli {

struct Look {
    bool colours = false;
    bool past = false; // it was done: nobody has to beware
};

// As the terminal and NO_COLOR say; what is piped is plain.
Look look_of(bool is_terminal);

void write_text(const Changes&, const Look&, std::ostream& out);
void write_markdown(const Changes&, const std::string& target, std::ostream& out);

} // namespace schemad::cli
