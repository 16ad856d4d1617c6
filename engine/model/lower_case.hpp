// SPDX-License-Identifier: Apache-2.0
// String.prototype.toLowerCase: full Unicode, no locale. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace schemad::model {

// With the two special cases there are: İ becomes i and a combining dot, a Σ that ends a word becomes ς. Lone
// surrogates stay.
std::u16string lower_case(std::u16string_view text);

} // namespace schemad::model
