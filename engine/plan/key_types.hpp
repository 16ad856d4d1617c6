// SPDX-License-Identifier: Apache-2.0
// Foreign keys over columns whose type changes (Draft::retyped). Errors: RequestError where only one end of a key
// changes.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

bool is_over_retyped(const Draft&, const schemad_foreign_key&);
bool meets_new_types(const Input&, const Draft&, const schemad_step&);
void require_one_type(const Input&, const Draft&, const EntityName& from, const EntityName& to, bool follows);
void make_again(const Input&, Draft&, const schemad_foreign_key&);

} // namespace schemad::plan
