// SPDX-License-Identifier: Apache-2.0
// A connection to CockroachDB. docs/spec/vendors-1-catalog.md 3.4, docs/spec/vendors-5-ddl.md 6.1, 10.4 (transactional
// DDL).
//
// An apply is not one transaction here, and the plugin does not pretend it were: inside a transaction CockroachDB shows
// no new column or index to the catalog (so nothing could be verified before the commit), refuses to change a type,
// does not give a dropped name again, and validates only behind the commit, which then has happened although it fails
// (XXA00). Therefore, as its manual advises, each schema change runs alone: execute() commits what is open, runs the
// statement by itself and opens the next transaction. That is what MySQL does; TRANSACTIONAL_DDL is not claimed. A
// change that fails has changed nothing; those before it stay. Rows written behind the last schema change are one
// serializable transaction. Exclusion of other applies spans all of it: apply_lock.hpp, checked before each change.
//
// Errors, threads: vendors/pq/connection.hpp. After a schema change failed, only rollback() is answered. 40001 is
// E_BUSY.
#pragma once

#include <memory>
#include <mutex>

#include "plugins/cockroachdb/apply_lock.hpp"
#include "vendors/pq/connection.hpp"

namespace schemad::cockroachdb {

class Connection final : public pq::Connection {
public:
    Connection(const kit::Settings& settings, kit::Host host);
    ~Connection() override;

    kit::Rows query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) override;
    std::int64_t execute(const sql::SqlText& sql, std::span<const schemad_value> params) override;
    void commit() override;
    void rollback() noexcept override;
    void cancel() noexcept override;
    kit::Catalog inspect() override;
    std::string server() override { return told_version_; }

private:
    void begin_apply() override;
    void begin_read() override;
    void release_lock() noexcept;
    void require_whole() const;

    kit::Host host_;
    std::string told_version_;         // for people, "CockroachDB CCL v23.1.11"
    std::vector<std::string> schemas_; // inspected
    std::mutex lock_pointer_;          // cancel() comes from another thread
    std::unique_ptr<ApplyLock> lock_;  // held while an apply is open
    bool broken_ = false;              // a schema change of this apply failed
};

} // namespace schemad::cockroachdb
