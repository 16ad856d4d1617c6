// SPDX-License-Identifier: Apache-2.0
// What an apply has to do with stored plans (engine/approvals): is its plan one of them, and what becomes of that.
// Inside begin(APPLY). Errors: VendorError, store::OwnTableFault. Threads: as one connection.
#pragma once

#include <optional>
#include <string_view>

#include <schemad/host.hpp>

#include "engine/approvals/stored_plan.hpp"

namespace schemad::apply {

// Where the tables are there.
std::optional<approvals::StoredPlan> stored_plan(Connection&, std::string_view id);
// An approval is used up by the apply it let through; the same transaction says so.
void mark_applied(Connection&, approvals::StoredPlan, std::string_view by);

} // namespace schemad::apply
