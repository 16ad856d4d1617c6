// SPDX-License-Identifier: Apache-2.0
// What an apply that broke off left behind: undone, finished, accepted as it is, or shown. docs/operations.md.
//
// Call while the lease is held, on its connection. Errors: VendorError; RequestError (409) that says which step stands
// in the way and why. Threads: as one connection.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/apply/journal.hpp"
#include "engine/apply/lease.hpp"
#include "engine/error.hpp"

namespace schemad::apply {

enum class RecoverMode { automatic, undo, resume, accept };

struct RecoverOrder {
    RecoverMode mode = RecoverMode::automatic;
    std::optional<KnownProgress> known{}; // of the apply whose own process settles it
    std::string by{};
    bool history = true;                            // accepting gets an entry of its own where the apply left no draft
    std::function<std::string(Connection&)> hash{}; // of the model as it is now; for what is accepted
};

struct Recovery {
    enum class Outcome { nothing, undone, finished, accepted } outcome = Outcome::nothing;
    std::string what; // for the log: whose apply, from when, how many steps
};

// Settles every journal there is. automatic: undoes, or finishes where data was destroyed already. Where a journal
// cannot be settled so, the lease is given back, why is written into it, and RequestError thrown.
Recovery recover(Connection&, Lease&, const LeaseTerms&, const schemad_catalog&, const RecoverOrder&);

// The apply was refused for this cause, and what it had begun could not be settled: both in one error, 409.
[[noreturn]] void rethrow_half_done(std::exception_ptr cause, const RequestError& half_done);

// The same where the database did not let anybody try: 503, it stays to be settled.
[[noreturn]] void rethrow_unsettled(std::exception_ptr cause, const std::string& in_the_way);

// {"journals": [...]}, docs/http-api.md, GET /schema/recover. Inside begin(READ); changes nothing.
boost::json::object half_done(Connection&, const schemad_catalog&);

} // namespace schemad::apply
