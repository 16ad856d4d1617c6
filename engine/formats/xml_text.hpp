// SPDX-License-Identifier: Apache-2.0
// What XML allows in names and text, over WTF-8. Internal to engine/formats.
#pragma once

#include <string>
#include <string_view>

namespace schemad::formats::xml {

bool is_name(std::string_view) noexcept; // XML 1.0, Name
bool is_text(std::string_view) noexcept; // XML 1.0, Char*

// '&', '<' and the '>' of "]]>" are escaped.
void append_text(std::string& out, std::string_view);
// For between single quotes: '&', '<' and the quote are escaped.
void append_attribute(std::string& out, std::string_view);

} // namespace schemad::formats::xml
