// SPDX-License-Identifier: Apache-2.0
// Runs a diff on one connection: lock, hash again under the lock, plan, check, run, look, commit.
// docs/spec/engine-2-model.md 5.2, docs/spec/engine-6-apply.md 6 with the decisions of
// docs/differences-from-directus.md.
#pragma once

#include <exception>

#include <boost/json.hpp>

#include "engine/apply/journal.hpp"
#include "engine/apply/lease.hpp"
#include "engine/apply/recover.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/plan/plan.hpp"
#include "engine/project_options.hpp"
#include "engine/requests.hpp"

namespace schemad::diff {
class ModelMemory;
}

namespace schemad::apply {

struct Context {
    const model::SystemFields& system;
    std::string_view directus_version;
    const diff::ModelMemory* remembered = nullptr; // to explain a stale hash
    Destructive destructive = Destructive::allow;
    LeaseTerms lease{};
    const guard::NamePatterns* protected_names = nullptr; // null: none
    const guard::NamePatterns* ignored_names = nullptr;
    bool history = true; // each apply gets an entry
    OnSettled settled{};
};

// The model's snapshot as the project shows it, which is what the hash is of: made without what is ignored, or, where
// nothing is, the model's own.
const boost::json::value& shown_snapshot(const snapshot::Model&, const Context&, boost::json::value& made);
boost::json::object shown_snapshot(boost::json::object whole, const Context&);

// A diff's plan as this project lets it be made: what is ignored left out, what is protected marked.
struct Planned {
    plan::ChangeSet changes;
    plan::Plan plan;
};
// permissions of the model are filled where fields go. Errors: as make_plan().
Planned plan_diff(Connection&, const boost::json::value& payload, snapshot::Model&, const Context&, plan::PlanOptions);

struct BrokenOff {
    std::exception_ptr cause;
    KnownProgress known;
};

// All or nothing: whatever is thrown, the database is as it was. RequestError names the entity that is in the way and
// how many rows, or (409) who holds the lock; VendorError when the database cannot be had.
// Where schema changes commit one by one and some were begun, BrokenOff is thrown instead, and the journal tells
// recover_project() what to settle.
ApplyReport apply_diff(Connection&, const boost::json::value& payload, const ApplyRequest&, const Context&);

// Settles what an apply that broke off left behind; a no-op where the database does so itself. Errors: as recover().
Recovery recover_project(Connection&, const LeaseTerms&, const RecoverOrder& = {});

} // namespace schemad::apply
