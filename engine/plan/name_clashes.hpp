// SPDX-License-Identifier: Apache-2.0
// The names of everything a plan makes, judged once all of it is known. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void refuse_name_clashes(const Input&, Draft&);

std::string kind_of_table(const Input&, std::string_view name); // "view", ...; empty: a table, or nothing
// Why, as in "x has no table here"; where it is none.
std::string no_collection(const Input&, const Draft&, std::string_view name);
std::string free_foreign_key_name(Draft&, std::string_view collection, std::string_view field);

} // namespace schemad::plan
