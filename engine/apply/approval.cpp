// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/approval.hpp"

#include <string>

#include "engine/approvals/store.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/store/own_table_fault.hpp"
#include "engine/text/utc.hpp"

namespace schemad::apply {

std::optional<approvals::StoredPlan> stored_plan(Connection& connection, std::string_view id) {
    return store::on_own_table(model::plan_table(), [&] { return approvals::Store(connection).find(id); });
}

void mark_applied(Connection& connection, approvals::StoredPlan plan, std::string_view by) {
    if (plan.state == approvals::State::withdrawn || plan.state == approvals::State::applied) return;
    plan.state = approvals::State::applied;
    plan.ended = text::now_in_utc();
    plan.ender = by;
    store::on_own_table(model::plan_table(), [&] { approvals::Store(connection).change(plan); });
}

} // namespace schemad::apply
