// SPDX-License-Identifier: Apache-2.0
// The foreign keys that follow from relation and field together. Reads which tables are new and which columns change
// their type. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void plan_foreign_keys(const Input&, const Facts&, Draft&);

bool will_be_collection(const Input&, const Draft&, std::string_view name);
bool may_lack_table(const Input&, const Draft&, std::string_view name);
const schemad_foreign_key* foreign_key_of(const Input&, std::string_view collection, std::string_view field);
bool keeps_foreign_key(const Input&, const std::string& collection, const std::string& field);
const schemad_foreign_key* kept_foreign_key(const Input&, const std::string& collection, const std::string& field);

} // namespace schemad::plan
