// SPDX-License-Identifier: Apache-2.0
// The passes, in order. Each is a function whose parameters tell what it reads and what it writes.
#include "engine/plan/clean_up.hpp"
#include "engine/plan/emit.hpp"
#include "engine/plan/facts.hpp"
#include "engine/plan/lost_targets.hpp"
#include "engine/plan/name_clashes.hpp"
#include "engine/plan/not_here.hpp"
#include "engine/plan/plan_collections.hpp"
#include "engine/plan/plan_fields.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
#include "engine/plan/plan_relations.hpp"
#include "engine/plan/references.hpp"
#include "engine/plan/unfit_names.hpp"

namespace schemad::plan {

Plan make_plan(ChangeSet& changes, const snapshot::Model& model, const Vendor& vendor, const model::Dialect& dialect,
               PlanOptions options) {
    leave_out_what_is_not_here(changes, snapshot::CatalogIndex(*model.catalog), dialect);
    const Input in(changes, model, vendor, dialect, options);
    refuse_unfit_names(changes, in.index);

    Draft draft(NameSpaces(model, vendor));
    const Spelling spelling(in);
    auto left_out = find_left_out_fields(in, spelling, draft);
    auto adopted = adopt_columns(changes, in); // the last that changes the changes
    const Facts facts{spelling, std::move(left_out), std::move(adopted), Mentions(in)};

    plan_collections(in, facts, draft); // which tables are new
    plan_fields(in, facts, draft);      // columns that go, come, or change their type
    forget_permissions(in, draft);      // of the fields that go
    plan_relations(in, facts, draft);
    name_lonely_aliases(in, facts, draft); // of the relations that go
    plan_foreign_keys(in, facts, draft);   // over new tables and columns of new types, too
    refuse_lost_targets(in, draft);
    refuse_name_clashes(in, draft);
    emit(in, draft);

    auto& plan = draft.plan;
    plan.left_out.insert(plan.left_out.begin(), changes.left_out.begin(), changes.left_out.end());
    return std::move(plan);
}

} // namespace schemad::plan
