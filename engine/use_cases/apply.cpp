// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/apply.hpp"

#include <optional>

#include "engine/apply/approval.hpp"
#include "engine/apply/concern.hpp"
#include "engine/apply/consent.hpp"
#include "engine/apply/judged.hpp"
#include "engine/apply/meta_rows_only.hpp"
#include "engine/apply/preview.hpp"
#include "engine/apply/record.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/scratch.hpp"
#include "engine/apply/verify.hpp"
#include "engine/approvals/store.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/text/utc.hpp"

namespace schemad::use_cases {

namespace json = boost::json;
using namespace apply;

namespace {

// The lock, with nothing under it that an earlier apply left half done.
class Locked {
public:
    Locked(Connection& connection, const ApplyRequest& request, const Context& context, json::storage_ptr storage)
        : connection_(connection), context_(context) {
        take();
        request.entered(ApplyProgress::Phase::checking);
        model_.emplace(read_model(connection, context, storage));
        if (connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return;
        const auto settled = recover(connection, *lease_, context.lease, *model_->catalog, {});
        if (settled.what.empty()) return;
        lease_->commit(); // it stays settled, whatever becomes of this apply
        if (context.settled) context.settled(settled.what, request.by);
        take();
        model_.emplace(read_model(connection, context, storage));
    }
    const snapshot::Model& seen() const { return *model_; }
    snapshot::Model model() { return std::move(*model_); }
    Lease& lease() { return *lease_; }

private:
    void take() {
        translating_errors([&] { lease_.emplace(connection_, context_.lease); });
    }
    Connection& connection_;
    const Context& context_;
    std::optional<Lease> lease_;
    std::optional<snapshot::Model> model_;
};

ApplyReport report_of(const plan::Plan& plan) {
    ApplyReport report;
    report.steps = plan.steps.size();
    report.left_out = plan.left_out;
    for (const auto& step : plan.steps)
        report.done.push_back({step.entity, step.action, step.table, step.destroys_data, step.along});
    return report;
}

bool asks_for_nothing(const json::value& payload) {
    return diff::is_empty_diff(payload) && !configuration::configuration_of(payload);
}

// Carried out and rolled back: what the database says of it is found out. Rows alone, so that this works everywhere.
void try_records(Connection& connection, Locked& locked, const Judged& judged, const ApplyRequest& request) {
    request.entered(ApplyProgress::Phase::running);
    run_steps(connection, judged.plan(), nullptr, request.progress);
    judged.configuration->look();
    locked.lease().roll_back();
}

// payload has passed validate_diff, and asks for something.
ApplyReport carry_out(Connection& connection, Locked& locked, const json::value& payload, const ApplyRequest& request,
                      const Context& context, const json::storage_ptr& memory) {
    const bool atomic = connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL);
    const bool counts_losses = context.destructive != Destructive::allow || context.history;

    const bool plans_are_stored = approvals::exists(*locked.seen().catalog);

    const Judged judged(connection, payload, locked.model(), request.force, context,
                        {counts_losses || plans_are_stored, !atomic, counts_losses});
    const auto& plan = judged.plan();
    if (request.keeps_structure) require_meta_rows_only(plan);
    auto report = report_of(plan);
    const auto answered = [&](bool applied) {
        if (judged.configuration) report.configuration = judged.configuration->answer(applied);
        return std::move(report);
    };
    if (request.dry) {
        if (!plan.steps.empty()) try_records(connection, locked, judged, request);
        return answered(false);
    }
    if (plan.steps.empty() && judged.configuration) return answered(true);
    std::optional<approvals::StoredPlan> stored;
    if (plans_are_stored) stored = stored_plan(connection, plan_id(plan, connection.vendor(), judged.hash));
    const bool approved = stored && stored->lets_through(text::seconds_now());
    require_consent(plan, connection.vendor(), judged.assessment, judged.hash, context.destructive,
                    {request.confirmed, request.may_approve, approved});
    refuse_obstacles(connection, plan, judged.assessment);
    if (request.try_in_scratch) try_in_scratch(connection, payload, judged, context);

    Record record(connection, context, request, payload, judged, approved ? stored->decider : std::string{});
    const auto run = [&](Journal* journal) {
        request.entered(ApplyProgress::Phase::running);
        run_steps(connection, plan, journal, request.progress, [&] {
            const auto almost = read_model(connection, context, memory);
            verify_before_losses(almost.snapshot.get_object(), judged.planned.changes, plan, connection.vendor());
            if (judged.configuration) judged.configuration->look(true);
        });
        request.entered(ApplyProgress::Phase::verifying);
        const auto after = read_model(connection, context, memory);
        verify(after.snapshot.get_object(), judged.planned.changes.wanted_snapshot(memory), plan.unshowable,
               connection.vendor(), report.left_out, plan.losing);
        if (judged.configuration) judged.configuration->look();
        report.entry = record.done(*context.view.of(after.snapshot, memory), report.left_out);
        if (stored) mark_applied(connection, std::move(*stored), request.by);
        if (journal) journal->close();
        translating_errors([&] { locked.lease().commit(); });
    };
    if (atomic) {
        try {
            run(nullptr);
        } catch (...) {
            locked.lease().roll_back(); // before it is written down
            record.undone(std::current_exception());
            throw;
        }
    } else {
        Journal journal(connection, locked.lease(), *judged.model.catalog, plan);
        try { // the draft's tables commit what is there of the journal
            record.draft(context.view.of(judged.planned.changes.wanted_snapshot(memory)), report.left_out);
            run(&journal);
        } catch (...) { throw BrokenOff{std::current_exception(), journal.known()}; }
    }
    return answered(true);
}

} // namespace

ApplyReport apply_diff(Connection& connection, const json::value& payload, const ApplyRequest& request,
                       const Context& context) {
    diff::validate_diff(payload, context.dialect);
    if (asks_for_nothing(payload)) return {};
    json::monotonic_resource memory;
    Locked locked(connection, request, context, &memory);
    return carry_out(connection, locked, payload, request, context, &memory);
}

ApplyReport apply_made(Connection& connection, const PayloadOf& make, const ApplyRequest& request,
                       const Context& context) {
    json::monotonic_resource memory;
    Locked locked(connection, request, context, &memory);
    const auto payload = make(locked.seen());
    diff::validate_diff(payload, context.dialect);
    if (asks_for_nothing(payload)) return {};
    return carry_out(connection, locked, payload, request, context, &memory);
}

} // namespace schemad::use_cases
