// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/recover.hpp"

#include "engine/apply/record.hpp"
#include "engine/apply/run_plan.hpp"
#include "engine/apply/settler.hpp"
#include "engine/error.hpp"
#include "engine/store/own_table_fault.hpp"

namespace schemad::apply {

namespace json = boost::json;

namespace {

std::string begun_by(const JournalRow& row, const char* when) {
    return row.lost ? std::string{"somebody "} + when + " an unknown time" : row.owner + " " + when + " " + row.started;
}

std::string told(const JournalRow& row) {
    return "the apply of " + begun_by(row, "from") + ", " + std::to_string(row.position) + " of " +
           std::to_string(row.steps) + " steps begun";
}

[[noreturn]] void refuse(const JournalRow& row, const Settler* settler, const Blocked* blocked) {
    json::object extensions;
    extensions["journal"] = row.name;
    extensions["owner"] = row.lost ? json::value(nullptr) : json::value(row.owner);
    extensions["started"] = row.lost ? json::value(nullptr) : json::value(row.started);
    extensions["done"] = row.position;
    extensions["steps"] = row.steps;
    if (blocked) {
        extensions["step"] = blocked->step + 1;
        extensions["entity"] = blocked->entity;
        extensions["reason"] = blocked->what();
    }
    std::string rest;
    if (settler)
        for (std::size_t i = row.position ? row.position - 1 : 0; i < settler->steps() && i < row.position + 20; ++i)
            rest += (rest.empty() ? "" : ", ") + settler->entity(i);
    throw RequestError(
        ErrorCode::conflict,
        "An earlier apply of this project is half done and needs a decision: begun by " + begun_by(row, "at") + ", " +
            std::to_string(row.position) + " of " + std::to_string(row.steps) + " steps; " + row.problem +
            (rest.empty() ? "" : ". Not done yet: " + rest) +
            ". Settle it with POST /schema/recover?mode=resume, ?mode=undo or ?mode=accept (which leaves "
            "everything as it is); GET /schema/recover shows what each would do.",
        std::move(extensions));
}

// What the apply's own process knows is more than what the journal says.
void learn(JournalRow& row, const std::optional<KnownProgress>& known) {
    if (!known || known->journal != row.name || row.state != "running") return;
    if (row.position <= known->done)
        row.state = "exact"; // a later step began, or all ran
    else if (known->refused)
        row.position = known->done, row.state = "exact";
}

// The transaction in which the way stopped is rolled back, so what is done may be less than it thought.
void note(Connection& connection, Lease& lease, const LeaseTerms& terms, JournalRow& row, const Blocked& blocked,
          bool forward) {
    lease.roll_back();
    Lease again(connection, terms);
    JournalStore store(connection);
    for (const auto& now : store.rows()) {
        if (now.name != row.name) continue;
        auto position = row.position;
        bool exact = row.exact(), back = row.going_back();
        if (now.on_its_way()) { // some of the way was gone and is committed
            back = !forward;
            exact = blocked.refused && now.position == blocked.step + 1;
            position = now.position - (exact && forward ? 1 : 0);
        }
        store.set_state(row.name, exact ? "stuck exact" : back ? "stuck undoing" : "stuck", position, &row.problem);
        row.position = position;
    }
    again.commit();
}

// The way is gone to its end, and so is the journal.
void finish(Connection& connection, const schemad_catalog& catalog, const JournalRow& row, bool forward, bool gone) {
    JournalStore(connection).close(row.name, catalog);
    try {
        record_recovery(connection, catalog, forward, gone, told(row));
    } catch (const RequestError&) {
        if (forward) throw; // what was undone ends without its entry: a history that takes none keeps no journal open
    }
}

Recovery accept(Connection& connection, const schemad_catalog& catalog, const RecoverOrder& order,
                const JournalRow& row) {
    JournalStore(connection).close(row.name, catalog);
    const auto what = told(row) + (row.problem.empty() ? "" : "; " + row.problem);
    record_acceptance(connection, catalog, order, what);
    return {Recovery::Outcome::accepted, what};
}

Recovery settle(Connection& connection, Lease& lease, const LeaseTerms& terms, const schemad_catalog& catalog,
                const RecoverOrder& order, JournalRow row) {
    using Outcome = Recovery::Outcome;
    if (order.mode == RecoverMode::accept) return accept(connection, catalog, order, row);
    learn(row, order.known);
    std::optional<Settler> settler; // holds how things are
    try {
        settler.emplace(connection, catalog, row);
    } catch (const std::runtime_error& error) {
        if (dynamic_cast<const VendorError*>(&error)) throw;
        row.problem = error.what();
        refuse(row, nullptr, nullptr);
    }
    if (order.mode == RecoverMode::automatic && row.stuck()) refuse(row, &*settler, nullptr);
    const bool gone = settler->destroyed();
    const bool forward = order.mode == RecoverMode::resume || (order.mode == RecoverMode::automatic && gone);
    const std::string way = forward ? "finishing" : "undoing";
    const auto has_to_wait = [&](const std::string& why) {
        row.problem = way + " it has to wait: " + why;
        lease.roll_back();
        refuse(row, &*settler, nullptr);
    };
    try {
        settler->go(forward ? settler->way_on() : settler->way_back(), lease, forward);
        finish(connection, catalog, row, forward, gone);
    } catch (const Blocked& blocked) {
        row.problem = way + " it stopped at " + blocked.entity + ": " + blocked.what();
        try {
            note(connection, lease, terms, row, blocked, forward);
        } catch (const std::runtime_error& error) { // who asks hears of it all the same
            row.problem += "; this could not be written down: " + std::string{error.what()};
        }
        refuse(row, &*settler, &blocked);
    } catch (const store::OwnTableFault& fault) { has_to_wait(fault.what()); } catch (const VendorError& error) {
        if (error.status == SCHEMAD_E_CONNECTION) throw;
        has_to_wait(error.what());
    }
    return {forward ? Outcome::finished : Outcome::undone, told(row)};
}

} // namespace

Recovery recover(Connection& connection, Lease& lease, const LeaseTerms& terms, const schemad_catalog& catalog,
                 const RecoverOrder& order) {
    Recovery all;
    for (auto& row : JournalStore(connection).all(catalog)) {
        auto one = settle(connection, lease, terms, catalog, order, std::move(row));
        all.outcome = one.outcome;
        all.what += (all.what.empty() ? "" : "; ") + one.what;
    }
    return all;
}

bool has_journal(Connection& connection, const schemad_catalog& catalog) {
    return !JournalStore(connection).all(catalog).empty();
}

} // namespace schemad::apply
