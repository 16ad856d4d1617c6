// SPDX-License-Identifier: Apache-2.0
// The last pass: what was drafted as steps, in the order to run them. Errors: RequestError for what the vendor cannot
// write; VendorError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void emit(const Input&, Draft&);

// The vendor's statements for a step; with_catalog: of what is there as well.
std::vector<Statement> rendered(const Input&, const schemad_step&, bool with_catalog = true);

} // namespace schemad::plan
