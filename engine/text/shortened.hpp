// SPDX-License-Identifier: Apache-2.0
// A text for people, cut to a length without cutting a character in two: half of one would make what it stands in no
// UTF-8. Pure.
#pragma once

#include <cstddef>
#include <string>

namespace schemad::text {

// At most so many bytes, and dots where something was cut.
inline std::string shortened(std::string text, std::size_t longest) {
    if (text.size() <= longest) return text;
    const auto goes_on = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    while (longest > 0 && goes_on(text[longest])) --longest;
    text.resize(longest);
    return text += "...";
}

} // namespace schemad::text
