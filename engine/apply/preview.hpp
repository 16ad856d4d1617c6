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

// Refuses a plan that destroys data without the consent the project asks for; the error lists what would go, counted.
void require_consent(Connection&, const plan::Plan&, std::string_view hash, Destructive, std::string_view confirmed);

// The same for a plan that was made without a database: nothing is counted, and `warnings` tell what is not known.
Preview preview_of(const plan::Plan&, const Vendor&, std::string_view hash, const std::vector<std::string>& warnings);

} // namespace schemad::apply
