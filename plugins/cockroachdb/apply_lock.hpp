// SPDX-License-Identifier: Apache-2.0
// One apply at a time on a database. CockroachDB has no advisory locks (its functions of that name do nothing), and a
// transaction of the connection itself would end with the first schema change. So a session of its own holds a row
// lock, SELECT ... FOR UPDATE on the one row of "schemad_apply_lock" in the first schema, until the apply ends. The
// table is made by the first apply; it has no meta row, so no snapshot shows it. The lock goes with its session: a
// killed owner blocks nobody once the server has noticed.
//
// What it cannot promise: before 24.1 (enable_durable_locking_for_serializable) the server may drop a row lock when a
// range moves to another node; require_held() notices a lost session, not that. The engine's second hash check and the
// serializable transactions stay the guard then.
//
// Errors: kit::Error; E_BUSY when another holds it longer than lock_timeout. Threads: one, cancel() from any.
#pragma once

#include <string>

#include "vendors/pq/session.hpp"

namespace schemad::cockroachdb {

class ApplyLock {
public:
    ApplyLock(const pq::Options& options, kit::Host host, const std::string& schema);
    void acquire();
    void require_held(); // E_BUSY when its session is lost
    void cancel() noexcept { session_.cancel(); }

private:
    bool lock_row(); // false: the row is not there
    sql::SqlText table_;
    pq::Session session_;
};

} // namespace schemad::cockroachdb
