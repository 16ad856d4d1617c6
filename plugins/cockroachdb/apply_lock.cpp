// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/apply_lock.hpp"

#include <algorithm>

#include "vendors/pq/connection.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::cockroachdb {

namespace {

// The session only ever waits for the lock; a server that does not answer is found out by this.
pq::Options bounded(pq::Options options) {
    options.statement_timeout = options.read_timeout = options.lock_timeout + std::chrono::seconds(20);
    return options;
}

} // namespace

ApplyLock::ApplyLock(const pq::Options& options, kit::Host host, const std::string& schema)
    : table_(pq::identifier(schema) + ".\"schemad_apply_lock\""), session_(bounded(options), host) {
    const auto timeout = sql::number(std::max<std::int64_t>(options.lock_timeout.count(), 1));
    session_.run("set lock_timeout = " + timeout);
    session_.run("set idle_in_transaction_session_timeout = 0");
    // where the server knows the setting
    session_.run("select set_config(name, 'on', false) from pg_catalog.pg_settings where name = "
                 "'enable_durable_locking_for_serializable'");
}

bool ApplyLock::lock_row() {
    session_.run("begin");
    try {
        const auto r = session_.run("select id from " + table_ + " where id = 1 for update");
        if (PQntuples(r.get()) == 1) return true;
        session_.run("rollback");
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_CONNECTION) throw;
        session_.run("rollback");
        if (e.status != SCHEMAD_E_NOT_FOUND) throw;
    }
    return false;
}

void ApplyLock::acquire() {
    try {
        if (lock_row()) return;
        session_.run("create table if not exists " + table_ + " (id integer primary key)");
        session_.run("insert into " + table_ + " (id) values (1) on conflict (id) do nothing");
        if (lock_row()) return;
    } catch (const kit::Error& e) {
        if (e.status == SCHEMAD_E_BUSY || e.status == SCHEMAD_E_TIMEOUT)
            throw kit::Error(SCHEMAD_E_BUSY, "another apply holds the lock of this database");
        throw;
    }
    throw kit::Error(SCHEMAD_E_BUSY, "the lock of this database could not be taken");
}

void ApplyLock::require_held() {
    try {
        if (session_.in_transaction()) session_.run("select 1");
        if (session_.in_transaction()) return;
    } catch (const kit::Error& e) {
        if (e.status != SCHEMAD_E_CONNECTION) throw;
    }
    throw kit::Error(SCHEMAD_E_BUSY, "the lock of this apply was lost");
}

} // namespace schemad::cockroachdb
