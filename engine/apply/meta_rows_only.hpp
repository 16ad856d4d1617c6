// SPDX-License-Identifier: Apache-2.0
// The promise of an adoption: nothing but meta rows changes. Pure.
#pragma once

#include "engine/plan/plan.hpp"

namespace schemad::apply {

// Throws RequestError (409) that names the first step which would change the structure: then nothing may run. What an
// adoption states is what is there, so somebody's change came between, or it is a fault of ours.
void require_meta_rows_only(const plan::Plan&);

} // namespace schemad::apply
