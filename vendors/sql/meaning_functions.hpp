// SPDX-License-Identifier: Apache-2.0
// Functions that mean the same in several languages, and what each calls them.
// Threads: pure functions, a constant table.
#pragma once

#include <string_view>

#include "vendors/sql/meaning.hpp"

namespace schemad::sql {

struct SharedFunction {
    std::string_view name;   // here, and the most usual one
    std::string_view sqlite; // what each calls it, the one it is written as first; empty: has none that is the same
    std::string_view postgres;
    std::string_view mysql;
    std::string_view takes; // a kind each: t text, i whole number, d decimal, n number, m date or moment, p a number
                            // that is written down and not negative, s such a one from 1 on; behind ? what may miss
    Kind gives;             // Kind::other: what its first argument is
};

// By the name that this speaker has for it, in small letters; null: none that others have, too.
const SharedFunction* shared_function(std::string_view called, Speaker) noexcept;
const SharedFunction& shared_function(std::string_view name);
std::string_view name_for(const SharedFunction&, Speaker) noexcept; // empty: it has none

// What stands in the way of a function that is there but means another thing; empty: there is no such.
std::string_view why_not_shared(std::string_view called, Speaker) noexcept;

} // namespace schemad::sql
