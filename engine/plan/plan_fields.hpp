// SPDX-License-Identifier: Apache-2.0
// Fields: columns and their meta rows; the index of a system field. Reads which tables are new. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void plan_fields(const Input&, const Facts&, Draft&);

} // namespace schemad::plan
