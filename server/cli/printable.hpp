// SPDX-License-Identifier: Apache-2.0
// Text as a terminal may have it: what would command the terminal, hide, or turn the order of what is shown stands
// there as an escape (of JSON's kind, so that JSON stays JSON). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::cli {

// Line breaks and tabs stay.
std::string printable(std::string_view text);
// A name inside a line: those go as well.
std::string one_line(std::string_view text);
// Appends what of the text is whole, and returns how many bytes that were: a character may still be on its way.
std::size_t append_printable(std::string& out, std::string_view text);

// How many columns it takes: code points, which is right but for wide letters and marks. Of printable text.
std::size_t width_of(std::string_view text) noexcept;
// At most so many columns, with an ellipsis where something is missing.
std::string shortened_to(std::string_view text, std::size_t columns);

} // namespace schemad::cli
