// SPDX-License-Identifier: Apache-2.0
// A column that is there becomes what a field states. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void alter_column(const Input&, const Facts&, Draft&, const EntityChange&, const schemad_column&);

} // namespace schemad::plan
