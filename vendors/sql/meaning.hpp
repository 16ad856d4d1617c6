// SPDX-License-Identifier: Apache-2.0
// What an expression means, in no language: operators ranked, functions by one name, every operand with the kind of its
// value. One that means the same in two languages has one meaning; what has no counterpart has none.
// Errors: Untold, which names the function or the operator. Threads: plain values, pure functions.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "vendors/sql/expression.hpp"

namespace schemad::sql {

// Who speaks: a language as one vendor means it.
enum class Speaker { sqlite, postgres, mysql, cockroachdb };
Language language_of(Speaker) noexcept;
std::string product_of(Speaker);

// Kinds of values, as far as databases compute with them alike.
enum class Kind { nothing, boolean, integer, decimal, real, text, date, moment, other };

struct Meaning {
    enum Op {
        column,  // content: its name
        number,  // content: its digits
        text,    // content
        truth,   // content: "1" or "0"
        nothing, // null
        negative,
        plus,
        minus,
        times,
        quotient,  // of whole numbers, by a number that is not zero, towards zero
        remainder, // likewise, with the sign of the first
        joined,    // texts one behind the other; null as soon as one is
        in_words,  // a whole number as a text
        widened,   // a whole number as a decimal, or as a real one: kind says it
        equal,
        unequal,
        less,
        at_most,
        more,
        at_least,
        both,
        either,
        negated,
        missing, // is null
        given,   // is not null
        choice,  // condition, value, condition, value, ..., and what else
        call     // content: the function's name in functions(): meaning_functions.hpp
    };
    Op op = nothing;
    Kind kind = Kind::nothing;
    std::string content{};
    std::vector<Meaning> of{};
    bool sized = false; // a column of texts of a limited length, which PostgreSQL casts wherever it is used

    bool operator==(const Meaning&) const = default;
};

// It cannot be told in this language, or is not understood in that one. what(): why, for people.
struct Untold : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A column that an expression may name.
struct NamedColumn {
    std::string_view name;
    Kind kind = Kind::other;
    bool computed = false;  // itself a generated one
    bool counts_up = false; // its value is known only when the row is there
    bool sized = false;
};
NamedColumn named_column(std::string_view name, std::string_view field_type);

Meaning meaning_of(const Expression&, Speaker, const std::vector<NamedColumn>&);

// Untold where this speaker computes something in it otherwise than others do, or knows no such function.
void require_alike(const Meaning&, Speaker);

// As the catalog of that vendor prints it, as far as can be known. Its own grammar reads it back.
std::string told(const Meaning&, Speaker);

} // namespace schemad::sql
