// SPDX-License-Identifier: Apache-2.0
// The right to change a project, as a row of a table of ours: who has it, since when, until when, under which number.
// It holds where a database's own lock does not reach, between the servers of a cluster. The number (fencing token)
// grows with every owner: who was paused for longer than the lease finds another number there, and its next write
// fails. docs/architecture.md, "And a row where that lock does not reach".
//
// Only where schema changes commit one by one and the vendor offers <schemad/lease.h>; elsewhere the transaction of
// begin(APPLY) is lock and fence in one, and everything here does nothing.
//
// Threads: one; a thread of its own keeps the lease alive while one statement takes long. Errors: RequestError (409)
// for another living owner and for a lease that was lost, VendorError.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <schemad/host.hpp>

#include "engine/database/transaction.hpp"

namespace schemad::apply {

std::string owner_name(); // "host:pid", of this process

// 409: somebody else changes the project, or has it locked.
[[noreturn]] void refuse_as_locked(const std::string& reason);

struct LeaseTerms {
    const Settings* connection = nullptr; // to keep it alive while a statement takes long; null: nobody does
    std::chrono::milliseconds lasts{65'000};
    std::chrono::milliseconds patience{10'000};
};
// A project's: as long as the server lets its owner be silent (apply_idle_timeout_ms) and 5 s more, so that an owner
// that lost it has lost its session, too; patience is lock_timeout_ms. Borrows.
LeaseTerms lease_terms(const Settings&);

class Lease {
public:
    // begin(APPLY) and the row. Waits for a living owner on another server no longer than the terms say.
    Lease(Connection&, const LeaseTerms&);
    // Rolls back, and gives the row back, unless it was committed.
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    // Before each step: throws when somebody else has it. Part of the transaction, so that a cluster sees the conflict;
    // asked anew once a second.
    void renew();
    // Ends it without a change, and the transaction with it.
    void roll_back() noexcept;
    // Gives the row back in the same transaction as the last changes.
    void commit();

private:
    class Row;
    std::optional<database::Transaction> transaction_; // there from the beginning to the end
    std::unique_ptr<Row> row_;                         // null where there is none
    bool over_ = false;
};

} // namespace schemad::apply
