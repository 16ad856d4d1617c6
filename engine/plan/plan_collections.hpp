// SPDX-License-Identifier: Apache-2.0
// Collections: tables and meta rows. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void plan_collections(const Input&, const Facts&, Draft&);

} // namespace schemad::plan
