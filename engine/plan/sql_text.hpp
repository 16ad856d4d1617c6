// SPDX-License-Identifier: Apache-2.0
// A plan's statements as text that stands for itself, parameters written in: for people and the vendor's own shell.
// Pure; any thread. Errors: none but bad_alloc.
#pragma once

#include <string>

#include <schemad/dialect.h>

#include "engine/plan/plan.hpp"

namespace schemad::plan {

// What the vendor says of its dialect; what it does not say is standard SQL.
struct Dialect {
    explicit Dialect(const Vendor&);
    bool backslash_escapes = false;
    std::string script_begin = "BEGIN;\n", script_end = "COMMIT;\n";
    std::string locks(const Step&) const; // empty: not known

private:
    schemad_str (*locks_)(std::uint32_t, std::uint32_t, std::uint32_t) = nullptr;
};

// `?` outside quotes and comments becomes the parameter's literal.
std::string sql_text(const Statement&, const Dialect&);

// A script that does what apply does: frame, steps with what each is for, checks as comments.
std::string script_of(const Plan&, const Dialect&, const std::string& title);

} // namespace schemad::plan
