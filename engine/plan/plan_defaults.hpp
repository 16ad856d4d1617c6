// SPDX-License-Identifier: Apache-2.0
// What a snapshot says of the default of a column, and what it cannot say.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

// What the snapshot would say of the default of either.
bool same_default(const schemad_column&, const schemad_column&);
void leave_out_unfit_default(const Input&, Draft&, schemad_column_spec&, const EntityName&);
void change_default(const Input&, Draft&, schemad_column_spec&, const schemad_column&, const EntityName&);

} // namespace schemad::plan
