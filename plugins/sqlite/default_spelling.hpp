// SPDX-License-Identifier: Apache-2.0
// A default in SQLite's own words, back into SQL. The catalog's text has lost its outer quotes and parentheses, so 3+4
// may have been '3+4' or (3+4): a spelling is chosen that reads back as the same text, and of two the likelier one.
// Pure; a scratch database in memory answers whether a text is an expression.
#pragma once

#include <string>
#include <string_view>

namespace schemad::sqlite {

// `numeric`: the field holds numbers or booleans, where a text that computes is no literal.
std::string own_default(std::string_view text, bool numeric);

// Whether `(text)` may stand behind DEFAULT: complete, constant, of known functions only.
bool is_default_expression(std::string_view text);

} // namespace schemad::sqlite
