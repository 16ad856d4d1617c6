// SPDX-License-Identifier: Apache-2.0
// The tokens of an expression, by the rules of a language. What is no token of an expression ends the reading:
// comments, dollar quotes, parameters, variables, semicolons, double quotes on MySQL (which mean one thing or another).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendors/sql/expression.hpp"

namespace schemad::sql {

struct ExpressionToken {
    enum Kind { word, name, number, text, bits, symbol, open, close, comma, dot, open_array, close_array };
    Kind kind = symbol;
    std::string content; // of a text or a name without quotes and escapes
    std::string introducer;
    std::string gap; // blanks before it
};

std::optional<std::vector<ExpressionToken>> expression_tokens(std::string_view text, Language language);

// Operators in symbols, the longest first.
bool is_operator(std::string_view symbol, Language language) noexcept;

} // namespace schemad::sql
