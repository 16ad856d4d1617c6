// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/connection.hpp"

#include "plugins/cockroachdb/catalog.hpp"
#include "plugins/cockroachdb/queries.hpp"
#include "plugins/cockroachdb/schema_change.hpp"
#include "vendors/pq/rows.hpp"

namespace schemad::cockroachdb {

namespace {

constexpr sql::Words begin_writing("begin isolation level serializable, read write");

} // namespace

Connection::Connection(const kit::Settings& settings, kit::Host host)
    : pq::Connection(pq::read_settings(settings, "cockroachdb"), host), host_(host), schemas_(options().search_path) {
    const auto version = session().run("select version()");
    if (PQntuples(version.get()) != 1 || !pq::text_at(*version, 0, 0).starts_with("CockroachDB"))
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, "the server is not CockroachDB");
    const auto told = pq::text_at(*version, 0, 0);
    told_version_ = told.substr(0, told.find(" (")); // behind it: machine and compiler
    // as the reference: serial is INT4 with a sequence, not INT8 with unique_rowid()
    start(sql::SqlText("set serial_normalization = 'sql_sequence'; set default_int_size = 4"));
}

Connection::~Connection() { rollback(); }

void Connection::begin_read() { session().run("begin isolation level serializable, read only"); }

void Connection::begin_apply() {
    broken_ = false;
    auto lock = std::make_unique<ApplyLock>(options(), host_, schemas_.front());
    {
        const std::lock_guard guard(lock_pointer_);
        lock_ = std::move(lock);
    }
    lock_->acquire();
    allow(options().statement_timeout);
    session().run(begin_writing); // only now: it has to see what the apply before this one did
}

void Connection::require_whole() const {
    if (broken_) throw kit::Error(SCHEMAD_E_INVALID, "a schema change failed before: roll back first");
}

kit::Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    require_whole();
    return pq::Connection::query(sql, params, max_bytes);
}

std::int64_t Connection::execute(const sql::SqlText& sql, std::span<const schemad_value> params) {
    require_whole();
    if (!lock_ || !is_schema_change(sql.view())) return pq::Connection::execute(sql, params);
    if (session().in_failed_transaction())
        throw kit::Error(SCHEMAD_E_INVALID, "a statement of this transaction failed before: it has to be rolled back");
    lock_->require_held();
    broken_ = true;
    session().run("commit");
    const auto affected = pq::Connection::execute(sql, params);
    session().run(begin_writing);
    broken_ = false;
    return affected;
}

void Connection::commit() {
    require_whole();
    if (lock_) lock_->require_held();
    pq::Connection::commit();
    release_lock();
}

void Connection::rollback() noexcept {
    pq::Connection::rollback();
    broken_ = false;
    release_lock();
}

void Connection::release_lock() noexcept {
    std::unique_ptr<ApplyLock> released; // its session is closed outside of the guard
    const std::lock_guard guard(lock_pointer_);
    released.swap(lock_);
}

void Connection::cancel() noexcept {
    pq::Connection::cancel();
    const std::lock_guard guard(lock_pointer_);
    if (lock_) lock_->cancel();
}

kit::Catalog Connection::inspect() {
    require_whole();
    const auto q = catalog_queries(schemas_);
    const sql::SqlText all[] = {q.environment, q.schemas,     q.tables,  q.columns,
                                q.attributes,  q.constraints, q.indexes, q.partial};
    auto r = ask_all(all);
    const CatalogResults results{std::move(r[0]), std::move(r[1]), std::move(r[2]), std::move(r[3]),
                                 std::move(r[4]), std::move(r[5]), std::move(r[6]), std::move(r[7])};
    return read_catalog(results, schemas_, server_version());
}

} // namespace schemad::cockroachdb
