// SPDX-License-Identifier: Apache-2.0
// A plan as a script for the vendor's own shell, which is a reader of its own: it splits statements, ends lines, knows
// commands and variables. Nothing of a document or a catalog may reach it but inside quotes or in a comment of one
// line. Pure; any thread. Errors: none but bad_alloc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/plan/sql_text.hpp"

namespace schemad::plan {

struct Script {
    std::string text;
    std::string fault; // why no shell may be given it; empty: it may
};

// Frame, steps with what each is for, checks as comments: does what apply does.
Script script_of(const Plan&, const SqlDialect&, const std::string& title,
                 const std::vector<std::string>& warnings = {});

// The statement as a shell has to be given it. What a shell would read otherwise than the server becomes `fault`.
std::string for_shell(std::string_view sql, const SqlDialect&, std::string& fault);

} // namespace schemad::plan
