// SPDX-License-Identifier: Apache-2.0
// Decimal text to the nearest double, as JavaScript rounds it. docs/spec/engine-2-model.md section 4.2.
#pragma once

#include <string_view>

namespace schemad::js {

// The text is [-] digits [. digits] [e [sign] digits], already checked; a digit must stand on one side of the dot.
// Too large gives an infinity, too small a zero, both with the sign.
double decimal(std::string_view text) noexcept;

} // namespace schemad::js
