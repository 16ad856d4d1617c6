// SPDX-License-Identifier: Apache-2.0
// What a project's `protected` keeps every apply from: a plan that touches it is refused as a whole, force or not.
// Pure; any thread; linear in the plan and the catalog.
#pragma once

#include <string_view>

#include <schemad/host.hpp>

#include "engine/guard/name_patterns.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::guard {

// Fills Step::touches_protected: the table, column, index, foreign key or meta row of a collection or field that is
// meant, and the table that holds such a field when it goes. A table made anew for another column's sake is not
// touched.
void mark_protected(plan::Plan&, const schemad_catalog&, const NamePatterns&);

// Throws RequestError (403) that lists the steps, when one was marked.
void refuse_protected(const plan::Plan&);

} // namespace schemad::guard
