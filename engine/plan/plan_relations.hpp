// SPDX-License-Identifier: Apache-2.0
// Relations: their meta rows. Reads which tables are new. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void plan_relations(const Input&, const Facts&, Draft&);

} // namespace schemad::plan
