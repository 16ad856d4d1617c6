// SPDX-License-Identifier: Apache-2.0
#include "engine/use_cases/recover.hpp"

#include <exception>

#include "engine/apply/judged.hpp"
#include "engine/database/transaction.hpp"
#include "engine/error.hpp"
#include "engine/model/model_hash.hpp"
#include "engine/use_cases/apply.hpp"

namespace schemad::use_cases {

namespace json = boost::json;
using namespace apply;

namespace {

// Most of the time there is none: then nobody needs the lock.
bool finds_journal(Connection& connection) {
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    const bool found = has_journal(connection, *connection.inspect());
    reading.commit();
    return found;
}

RequestError carried_on(bool connection_lost) {
    if (connection_lost) {
        const std::string reason = "The connection was lost after data was gone already, so the apply was carried on "
                                   "to its end; diff again to see that nothing is left";
        return {ErrorCode::service_unavailable,
                "Service \"database\" is unavailable. " + reason + ".",
                {{"service", "database"}, {"reason", reason}}};
    }
    return {ErrorCode::internal, "The apply was interrupted after it had destroyed data, so it was carried on to its "
                                 "end; what interrupted it is in the log."};
}

// What interrupted it goes along, nested, for the log.
[[noreturn]] void tell_that_it_was_carried_on(std::exception_ptr cause) {
    try {
        std::rethrow_exception(std::move(cause));
    } catch (const VendorError& error) {
        std::throw_with_nested(carried_on(error.status == SCHEMAD_E_CONNECTION));
    } catch (...) { std::throw_with_nested(carried_on(false)); }
}

} // namespace

Recovery settle(Connection& connection, const Context& context, const RecoverOrder& order) {
    if (connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL) || !finds_journal(connection)) return {};
    Lease lease(connection, context.lease);
    const auto catalog = connection.inspect();
    auto settled = recover(connection, lease, context.lease, *catalog, order);
    lease.commit();
    if (!settled.what.empty() && context.settled) context.settled(settled.what, order.by);
    return settled;
}

void settle_broken_off(const BrokenOff& broken, const ApplyRequest& request, const Settle& settle) {
    request.entered(ApplyProgress::Phase::recovering);
    RecoverOrder order;
    order.known = broken.known;
    order.by = request.by;
    Recovery settled;
    try {
        settled = settle(order);
    } catch (const VendorError& error) { // the database is gone: settled when it is back
        rethrow_unsettled(broken.cause, error.what());
    } catch (const RequestError& error) { // nobody can, or somebody else has the lease now
        if (error.extensions.contains("journal")) rethrow_half_done(broken.cause, error);
        rethrow_unsettled(broken.cause, error.what());
    }
    if (settled.outcome != Recovery::Outcome::finished) std::rethrow_exception(broken.cause);
    tell_that_it_was_carried_on(broken.cause);
}

RecoverOrder recover_order(std::string_view mode, const std::string& by, const Context& context) {
    RecoverOrder order;
    order.mode = mode == "undo"     ? RecoverMode::undo
                 : mode == "resume" ? RecoverMode::resume
                 : mode == "accept" ? RecoverMode::accept
                                    : RecoverMode::automatic;
    order.by = by;
    order.history = context.history;
    order.hash = [context](Connection& connection) {
        const auto model = read_model(connection, context, {});
        return model::model_hash(*context.view.of(model.snapshot), context.dialect);
    };
    return order;
}

std::string in_words(const Recovery& settled) {
    using Outcome = Recovery::Outcome;
    if (settled.what.empty()) return {};
    return (settled.outcome == Outcome::undone     ? "undone: "
            : settled.outcome == Outcome::accepted ? "accepted as it is: "
                                                   : "finished: ") +
           settled.what;
}

json::object half_done(Connection& connection) {
    // such an apply is rolled back by its database, and keeps no journal
    if (connection.vendor().has(SCHEMAD_CAP_TRANSACTIONAL_DDL)) return {{"journals", json::array()}};
    database::Transaction reading(connection, SCHEMAD_BEGIN_READ);
    try {
        auto document = apply::half_done(connection, *connection.inspect());
        reading.commit();
        return document;
    } catch (const VendorError& error) {
        // it is being settled at this moment, and what it names is going
        if (error.status == SCHEMAD_E_NOT_FOUND) throw VendorError(SCHEMAD_E_BUSY, error.what());
        throw;
    }
}

} // namespace schemad::use_cases
