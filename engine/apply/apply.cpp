// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/apply.hpp"

#include <optional>

#include "engine/apply/assessment.hpp"
#include "engine/apply/consent.hpp"
#include "engine/apply/journal.hpp"
#include "engine/apply/lease.hpp"
#include "engine/apply/record.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/scratch.hpp"
#include "engine/apply/verify.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/guard/protection.hpp"
#include "engine/js/object_hash.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

ApplyReport apply_diff(Connection& connection, const boost::json::value& payload, const ApplyRequest& request,
                       const Context& context) {
    diff::validate_diff(payload);
    if (diff::is_empty_diff(payload)) return {};
    const bool atomic = connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL);

    ApplyReport report;
    std::optional<Lease> lease;
    const auto take_lease = [&] { translating_errors([&] { lease.emplace(connection, context.lease); }); };
    take_lease();
    boost::json::monotonic_resource memory;
    const auto read = [&] {
        return snapshot::read_model(connection, context.system, context.directus_version, {}, &memory);
    };
    request.entered(ApplyProgress::Phase::checking);
    auto before = read();
    if (!atomic)
        if (const auto settled = recover(connection, *lease, context.lease, *before.catalog, {});
            !settled.what.empty()) {
            lease->commit(); // it stays settled, whatever becomes of this apply
            if (context.settled) context.settled(settled.what, request.by);
            take_lease();
            before = read();
        }
    boost::json::value without_ignored(&memory);
    const auto& shown = shown_snapshot(before, context, without_ignored);
    const auto hash = request.force && context.destructive == Destructive::allow && !context.history
                          ? std::string{}
                          : js::versioned_hash(shown, context.directus_version);
    if (!request.force && payload.at("hash").get_string() != hash)
        diff::explain_stale_diff(payload, shown, context.remembered);
    auto planned = plan_diff(connection, payload, before, context, {!atomic});
    auto& changes = planned.changes;
    auto& made = planned.plan;
    guard::refuse_protected(made);
    const bool losses = context.destructive != Destructive::allow || context.history;
    const auto assessment = assess(connection, made, losses ? Counting::losses_too : Counting::checks);
    require_consent(made, connection.vendor(), assessment, hash, context.destructive, request.confirmed);
    refuse_obstacles(connection, made, assessment);
    if (request.try_in_scratch) try_in_scratch(connection, payload, before, made, context);
    report.steps = made.steps.size();
    report.left_out = std::move(made.left_out);
    for (const auto& step : made.steps)
        report.done.push_back({step.entity, step.action, step.table, step.destroys_data, step.along});
    Record record(connection, context, request, payload, before, shown, made, assessment, hash);

    const auto run = [&](Journal* journal) {
        request.entered(ApplyProgress::Phase::running);
        run_steps(connection, made, journal, request.progress);
        request.entered(ApplyProgress::Phase::verifying);
        const auto after = read();
        verify(after.snapshot.get_object(), changes.wanted_snapshot(&memory), made.unshowable, connection.vendor(),
               report.left_out, made.losing);
        boost::json::value after_without_ignored(&memory);
        const auto& result = shown_snapshot(after, context, after_without_ignored);
        report.entry = record.done(result, report.left_out);
        if (journal) journal->close();
        translating_errors([&] { lease->commit(); });
    };
    if (atomic) {
        try {
            run(nullptr);
        } catch (...) {
            lease->roll_back();
            record.undone(std::current_exception());
            throw;
        }
    } else {
        Journal journal(connection, *lease, *before.catalog, made);
        try { // the draft's tables commit what is there of the journal
            record.draft(shown_snapshot(changes.wanted_snapshot(&memory), context), report.left_out);
            run(&journal);
        } catch (...) { throw BrokenOff{std::current_exception(), journal.known()}; }
    }
    return report;
}

Recovery recover_project(Connection& connection, const LeaseTerms& terms, const RecoverOrder& order) {
    if (connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return {};
    connection.begin(SCHEMAD_BEGIN_READ); // most of the time there is nothing: then nobody needs the lock
    bool begun = false;
    try {
        begun = has_journal(connection, *connection.inspect());
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
    if (!begun) return {};
    Lease lease(connection, terms);
    const auto catalog = connection.inspect();
    auto settled = recover(connection, lease, terms, *catalog, order);
    lease.commit();
    return settled;
}

} // namespace schemad::apply
