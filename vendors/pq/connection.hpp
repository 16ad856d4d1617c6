// SPDX-License-Identifier: Apache-2.0
// A connection of the boundary through libpq, for PostgreSQL and what speaks its protocol. A vendor derives: its
// constructor calls start() with the session's settings, it overrides inspect() and, where it differs, begin_apply().
//
// Errors: kit::Error. A statement that fails inside a transaction fails the transaction: later ones answer E_INVALID
// until rollback(). Threads: one at a time; cancel() from any. docs/spec/vendors-1-catalog.md 3.2, 3.4 (schemas),
// docs/spec/vendors-5-ddl.md 6.1.
#pragma once

#include <schemad/vendor.hpp>

#include "vendors/pq/session.hpp"
#include "vendors/pq/settings.hpp"

namespace schemad::pq {

class Connection : public kit::Connection {
public:
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void ping() override;
    kit::Rows query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) override;
    std::int64_t execute(const sql::SqlText& sql, std::span<const schemad_value> params) override;
    void begin(std::uint32_t mode) override;
    void commit() override;
    void rollback() noexcept override;
    void cancel() noexcept override;

protected:
    Connection(Options options, kit::Host host);

    // Search path, time zone UTC, ISO dates and time limits, then the vendor's own statements; all
    // in one round trip.
    void start(const sql::SqlText& more = {});

    // Opens the transaction of an apply: alone on this database (and these schemas) until it ends. By default an
    // advisory lock of the transaction, waited for at most lock_timeout. `more` runs in the same transaction.
    virtual void begin_apply();
    std::string lock_holder();
    virtual void begin_read();
    virtual sql::SqlText apply_preparation() const { return {}; }

    // The catalog's queries in one round trip and one view: the open transaction's, or one made for them.
    std::vector<Result> ask_all(std::span<const sql::SqlText> queries);

    Session& session() noexcept { return session_; }
    int server_version() const noexcept { return session_.server_version(); }
    const Options& options() const noexcept { return options_; }

    // How long each statement may take from now on, until the transaction ends: for one that is not a transaction of
    // the server all along.
    void allow(std::chrono::milliseconds each);

private:
    void require_transaction(bool open) const;
    void allow_reads() noexcept;

    Options options_;
    Session session_;
    std::chrono::milliseconds allowed_; // to each statement, for the whole session
    bool open_ = false;                 // begin() was called and neither commit() nor rollback() yet
};

// A text as a literal, a name as an identifier; standard_conforming_strings may be either way.
sql::SqlText literal(std::string_view text);
sql::SqlText identifier(std::string_view name);

} // namespace schemad::pq
