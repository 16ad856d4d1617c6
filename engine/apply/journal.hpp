// SPDX-License-Identifier: Apache-2.0
// The journal of an apply where each schema change commits by itself (MySQL, MariaDB, CockroachDB): all steps with what
// leads back are written down before the first runs, and how far it came before each. What an apply that broke off left
// behind is settled from it (engine/apply/recover.hpp). docs/architecture.md, "A journal where DDL is not
// transactional".
//
// Call everything while the lease is held, on its connection; each position is written under its number. Row changes
// and the position share a transaction, and a schema change commits the position before it runs: so at most the last
// step is in doubt. Errors: VendorError, store::OwnTableFault. Threads: as one connection.
#pragma once

#include <string>

#include <schemad/host.hpp>

#include "engine/apply/journal_store.hpp"
#include "engine/apply/lease.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

// How far an apply came, as its own process knows it.
struct KnownProgress {
    std::string journal;
    std::size_t done = 0; // steps that ran to their end
    bool refused = false; // the server refused the first statement of the next one: that one has done nothing
};

class Journal {
public:
    // Throws RequestError for a step that would make what the catalog shows already.
    Journal(Connection&, Lease&, const schemad_catalog&, const plan::Plan&);
    // The statement to run in front of the next step, counted from 0: those before it are done. Borrows the journal's
    // name.
    BatchStatement reach(std::size_t step, std::size_t count);
    // What that statement failed of.
    [[noreturn]] void rethrow_unplaced(const VendorError&) const;
    void ran(std::size_t count) { known_.done += count; }
    void refused() { known_.refused = true; }
    void close();
    const KnownProgress& known() const noexcept { return known_; }

private:
    JournalStore store_;
    Lease& lease_;
    KnownProgress known_;
    bool keeps_ = false; // values, for the undo
};

// Is there one? To be asked without the lock.
bool has_journal(Connection&, const schemad_catalog&);

} // namespace schemad::apply
