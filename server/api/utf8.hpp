// SPDX-License-Identifier: Apache-2.0
// UTF-8 as the decoders of JavaScript's hosts see it. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace schemad::api {

// Well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes) noexcept;
void append_utf8(std::string& out, std::uint32_t code_point);

} // namespace schemad::api
