// SPDX-License-Identifier: Apache-2.0
// A plan's statements as text that stands for itself, parameters written in: for people and for script.hpp.
// Pure; any thread. Errors: none but bad_alloc.
#pragma once

#include <string>

#include <schemad/dialect.h>

#include "engine/plan/plan.hpp"

namespace schemad::plan {

// What the vendor says of its dialect; what it does not say is standard SQL.
struct SqlDialect {
    explicit SqlDialect(const Vendor&);
    bool backslash_escapes = false, e_literals = false, char_function = false; // SCHEMAD_DIALECT_*
    std::string script_begin = "BEGIN;\n", script_end = "COMMIT;\n";
    std::string locks(const Step&) const; // empty: not known

private:
    schemad_str (*locks_)(std::uint32_t, std::uint32_t, std::uint32_t) = nullptr;
};

// `?` outside quotes and comments becomes the parameter's literal.
std::string sql_text(const Statement&, const SqlDialect&);
// The same for people to read of a step: values of configuration, which may be secrets, stay out of it.
std::string told_sql(const Step&, const Statement&, const SqlDialect&);

} // namespace schemad::plan
