// SPDX-License-Identifier: Apache-2.0
// The executor: runs a plan's statements in order. That nothing stands in their way was asked before
// (engine/apply/assessment.hpp).
#pragma once

#include <functional>
#include <vector>

#include <schemad/host.hpp>

#include "engine/apply/concern.hpp"
#include "engine/plan/plan.hpp"
#include "engine/progress.hpp"

namespace schemad::apply {

class Journal;

// The statements in order. The journal and the progress, where there are any, are told before each step. With a
// journal, before_losses is called when all is done but what destroys data: whatever it throws finds nothing lost.
void run_steps(Connection&, const plan::Plan&, Journal* = nullptr, ApplyProgress* = nullptr,
               const std::function<void()>& before_losses = {});

std::vector<schemad_value> values_of(const std::vector<plan::Param>&); // borrows the texts

} // namespace schemad::apply
