// SPDX-License-Identifier: Apache-2.0
// What an apply of a diff would do here and now: its plan with the SQL as it would run, what it destroys (counted),
// what is in its way (counted), what leads back. Changes nothing. docs/http-api.md, POST /schema/plan.
#pragma once

#include <string>
#include <vector>

#include "engine/apply/apply.hpp"
#include "engine/plan/script.hpp"

namespace schemad::apply {

struct Preview {
    boost::json::object document; // {id, hash, vendor, steps, summary, warnings}
    plan::Script script;          // the same as SQL
};

// Errors: as apply_diff, where the diff cannot be applied at all; rows in the way are told, not thrown.
// Reads inside one consistent view; linear in the model and the rows the checks look at.
Preview preview_diff(Connection&, const boost::json::value& payload, const PlanRequest&, const Context&);

// The same for a plan that was made without a database: nothing is counted, and `warnings` tell what is not known.
Preview preview_of(const plan::Plan&, const Vendor&, std::string_view hash, const std::vector<std::string>& warnings);

// What a confirmation names: another model, another diff or another statement gives another id.
std::string plan_id(const plan::Plan&, const Vendor&, std::string_view hash);

} // namespace schemad::apply
