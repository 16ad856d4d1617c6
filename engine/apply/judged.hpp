// SPDX-License-Identifier: Apache-2.0
// A diff, judged once: the model it meets, the plan it makes of it and what that meets in the database. The apply, its
// consent, its history, the trial in a scratch and the preview all read the same.
//
// Threads: as one connection. Errors: RequestError naming the entity that cannot be planned, or what is stale;
// VendorError.
#pragma once

#include <memory>
#include <string>

#include <boost/json.hpp>

#include "engine/apply/assessment.hpp"
#include "engine/apply/context.hpp"
#include "engine/configuration/planned.hpp"
#include "engine/plan/plan.hpp"
#include "engine/requests.hpp"

namespace schemad::apply {

// A diff's plan as this project lets it be made: what is ignored left out, what is protected marked.
struct Planned {
    plan::ChangeSet changes; // borrows the model
    plan::Plan plan;
};
// permissions of the model are filled where fields go.
Planned plan_diff(Connection&, const boost::json::value& payload, snapshot::Model&, const Context&, plan::PlanOptions);

// What is needed of a judgement beside the plan.
struct Depth {
    bool hash = true;                 // of the model; it is made anyway where the diff's own is to be compared
    bool undo = false;                // what leads back
    bool losses = true;               // how much each step destroys
    bool may_touch_protected = false; // else it is refused before anything is counted
};

struct Judged {
    // In this order: each borrows from those before it.
    snapshot::Model model;
    guard::Shown shown; // the model's snapshot, as the project shows it
    std::string hash;   // of that; empty: not asked for
    Planned planned;
    std::unique_ptr<configuration::Planned> configuration; // null: none is asked for; its steps are in the plan
    Assessment assessment;

    // Inside a transaction. payload has passed validate_diff. Model and all are made in that storage.
    Judged(Connection&, const boost::json::value& payload, snapshot::Model, bool force, const Context&, Depth);
    Judged(const Judged&) = delete;
    Judged& operator=(const Judged&) = delete;

    const plan::Plan& plan() const noexcept { return planned.plan; }
};

snapshot::Model read_model(Connection&, const Context&, boost::json::storage_ptr);

} // namespace schemad::apply
