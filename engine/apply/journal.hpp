// SPDX-License-Identifier: Apache-2.0
// The journal of an apply where each schema change commits by itself (MySQL, MariaDB, CockroachDB): all steps with what
// leads back are written down before the first runs, and how far it came before each. What an apply that broke off left
// behind is undone from it, or finished once data is gone. design.md decision 5.
//
// Call everything while the lease is held, on its connection; each position is written under its number. Row changes
// and the position share a transaction, and a schema change commits the position before it runs: so at most the last
// step is in doubt, and each is safe to repeat. Errors: VendorError; RequestError (409) for a journal that neither way
// leads out of. Threads: as one connection.
#pragma once

#include <string>

#include <schemad/host.hpp>

#include "engine/apply/lease.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

class Journal {
public:
    Journal(Connection&, Lease&, const schemad_catalog&, const plan::Plan&);
    // The next step to run is this one, counted from 0; those before it are done.
    void reach(std::size_t step, std::size_t count);
    void close();

private:
    Connection& connection_;
    Lease& lease_;
    std::string name_;
};

enum class RecoverMode { automatic, undo, resume };

struct Recovery {
    enum class Outcome { nothing, undone, finished } outcome = Outcome::nothing;
    std::string what; // for the log: whose apply, from when, how many steps
};

// Settles every journal there is. automatic: undoes, or finishes where data was destroyed already.
Recovery recover(Connection&, Lease&, const schemad_catalog&, RecoverMode);
// Is there one? To be asked without the lock.
bool has_journal(Connection&, const schemad_catalog&);

} // namespace schemad::apply
