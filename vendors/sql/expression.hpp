// SPDX-License-Identifier: Apache-2.0
// One small grammar of SQL expressions: what a document may say of a default or of a generated column. A text is read
// into a tree, and SQL is printed from the tree: every name quoted, every literal quoted anew, every function listed.
// Comments, subqueries, variables, parameters, statements and functions that are not listed do not parse.
// Size and depth are bounded. Threads: pure functions; throw only bad_alloc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vendors/sql/sql_text.hpp"

namespace schemad::sql {

enum class Language { sqlite, postgres, mysql };

constexpr std::size_t longest_expression = 20'000; // bytes
constexpr int deepest_expression = 60;

// A node of the tree: one token, or several nodes.
struct Expression {
    enum Kind {
        word,   // a keyword, a function's name, an operator in letters: letters, digits and _ only
        symbol, // operators and punctuation, from the list of the language
        number,
        text,  // content without quotes
        bits,  // prefix and digits: b101, x1F
        name,  // an identifier, to be quoted
        chain, // operands with operators between them
        value, // a value word: CURRENT_TIMESTAMP
        call,
        cast,
        array,
        choice, // CASE
        parens,
        interval
    };
    Kind kind = word;
    std::string content;    // of a token; of a text literal its content
    std::string introducer; // of a text or of bits: MySQL's character set; of a name: its mark
    std::string gap;        // the blanks before it
    std::vector<Expression> parts;

    bool is_literal() const noexcept { return kind == number || kind == text || kind == bits; }
};

// The columns of the same table may be named in a generated one only.
enum class Columns { none, allowed };

std::optional<Expression> read_expression(std::string_view text, Language language, Columns columns = Columns::none);

// As it goes into a statement: no brackets around it.
SqlText write_expression(const Expression& expression, Language language);

// Names of columns that it uses, as they stand there.
std::vector<std::string> columns_of(const Expression& expression);

// Whether anything in it is a call, a cast in words or a CASE: no content of a text, most likely.
bool calls(const Expression& expression) noexcept;

// A function that an expression may call; `name` in any case.
bool is_listed_function(std::string_view name, Language language);

// Begins like the call of a function that some vendor has, listed or not: no content of a literal, most likely.
bool begins_like_call(std::string_view text);
bool begins_like_call(std::string_view text, Language language); // of a function that this one lists

} // namespace schemad::sql
