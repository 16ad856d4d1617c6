// SPDX-License-Identifier: Apache-2.0
// Block scalars as js-yaml's dump writes them. Internal to engine/formats.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemad::formats::yaml {

// "|" or, with a width, ">": the header and the text's lines below it, indented; without the last line break.
void append_block(std::string& out, std::string_view text, std::size_t indent, std::size_t width);

// The line broken at single spaces so that its parts have at most `width` UTF-16 units where that is possible.
void append_folded_line(std::string& out, std::string_view line, std::size_t width);

} // namespace schemad::formats::yaml
