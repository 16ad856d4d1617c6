// SPDX-License-Identifier: Apache-2.0
// A column that a foreign key of what stays points to cannot go. Reads what goes of the tables' work.
// Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void refuse_lost_targets(const Input&, const Draft&);

} // namespace schemad::plan
