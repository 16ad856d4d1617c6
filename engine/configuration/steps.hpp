// SPDX-License-Identifier: Apache-2.0
// The changes as steps of a plan, each with what leads back. Pure; any thread.
#pragma once

#include <schemad/host.hpp>

#include "engine/configuration/change.hpp"
#include "engine/guard/name_patterns.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::configuration {

// In front of the steps that destroy data: what lets go, what is made, what changes, then what goes.
void add_steps(const Changes&, const Vendor&, plan::Plan&);

// Fills Step::touches_protected of those steps: of the table, and of the collection that a record is about.
void mark_protected_records(const Changes&, const guard::NamePatterns&, plan::Plan&);

} // namespace schemad::configuration
