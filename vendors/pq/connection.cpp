// SPDX-License-Identifier: Apache-2.0
#include "vendors/pq/connection.hpp"

#include <algorithm>
#include <cstring>

#include "vendors/pq/rows.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::pq {

namespace {

// FNV-1a: the same number for the same schemas in every process.
std::int64_t lock_number(const std::vector<std::string>& schemas) {
    std::uint64_t h = 14695981039346656037u;
    const auto add = [&](std::string_view s) {
        for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
        h = (h ^ 0xffu) * 1099511628211u;
    };
    add("schemad apply");
    for (const auto& s : schemas) add(s);
    return static_cast<std::int64_t>(h);
}

constexpr std::chrono::milliseconds no_time{5'000};

using sql::SqlText;
using sql::Words;

SqlText statement_timeout(std::chrono::milliseconds each) {
    return "statement_timeout = " + sql::number(each.count()) + "; ";
}

} // namespace

sql::SqlText literal(std::string_view text) { return sql::text_literal(text, sql::LiteralStyle::postgres); }
sql::SqlText identifier(std::string_view name) { return sql::quote(name, '"'); }

Connection::Connection(Options options, kit::Host host)
    : options_(std::move(options)), session_(options_, host), allowed_(options_.read_timeout) {}

Connection::~Connection() { Connection::rollback(); }

void Connection::start(const SqlText& more) {
    SqlText sql; // the time first: until it is set, what the database or role says holds, and that may be 1 ms
    if (options_.read_timeout.count() > 0) sql += "set " + statement_timeout(options_.read_timeout);
    // defaults and cells are read as text: their form must not depend on the server's configuration
    sql += "set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; "
           "set extra_float_digits = 1; set bytea_output = 'hex'; set standard_conforming_strings = on; ";
    sql += "set lock_timeout = " + sql::number(std::max<std::int64_t>(options_.lock_timeout.count(), 1)) + "; ";
    sql += "set search_path to "; // what is inspected is what statements find
    for (std::size_t i = 0; i < options_.search_path.size(); ++i)
        sql += (i ? Words(", ") : Words("")) + identifier(options_.search_path[i]);
    sql += "; ";
    // a database that says nothing of its encoding may hold bytes that are no UTF-8: then they come as they are
    if (session_.server_encoding() == "SQL_ASCII") sql += "set client_encoding to 'SQL_ASCII'; ";
    session_.run(sql + more);
}

void Connection::require_transaction(bool open) const {
    if (open_ != open)
        throw kit::Error(SCHEMAD_E_INVALID, open ? "no transaction is open" : "a transaction is open already");
}

// What takes longer than this for nothing is not there.
void Connection::ping() {
    session_.run_quickly(
        "select 1", std::clamp<std::chrono::milliseconds>(options_.connect_timeout, std::chrono::seconds(1), no_time));
}

// An apply may have statements that take long by nature; what reads has not.
void Connection::allow(std::chrono::milliseconds each) {
    session_.allow(each);
    if (allowed_ == each) return;
    session_.run("set " + statement_timeout(each));
    allowed_ = each;
}

// Where the transaction of the apply has said so itself, this costs nothing.
void Connection::allow_reads() noexcept {
    try {
        allow(options_.read_timeout);
    } catch (...) { // the connection is lost
    }
}

kit::Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    std::optional<kit::Rows> rows;
    session_.stream(sql, params, [&](const PGresult& r) {
        if (!rows) rows.emplace(column_names(r), max_bytes);
        for (int row = 0; row < PQntuples(&r); ++row)
            for (int i = 0; i < PQnfields(&r); ++i) put_cell(*rows, r, row, i);
    });
    if (!rows) rows.emplace(std::vector<std::string>{}, max_bytes);
    return std::move(*rows);
}

std::int64_t Connection::execute(const sql::SqlText& sql, std::span<const schemad_value> params) {
    std::int64_t affected = 0;
    session_.stream(sql, params, [&](const PGresult& r) {
        const auto status = PQresultStatus(&r);
        const std::string_view what = PQcmdStatus(const_cast<PGresult*>(&r));
        const bool changes = what.starts_with("INSERT") || what.starts_with("UPDATE") || what.starts_with("DELETE") ||
                             what.starts_with("MERGE");
        if (status != PGRES_SINGLE_TUPLE && changes) affected = affected_rows(r);
    });
    return affected;
}

void Connection::begin(std::uint32_t mode) {
    session_.require_alive();
    require_transaction(false);
    open_ = true;
    try {
        if (mode == SCHEMAD_BEGIN_READ)
            begin_read();
        else
            begin_apply();
    } catch (...) {
        rollback();
        throw;
    }
}

void Connection::begin_read() { session_.run("begin isolation level repeatable read, read only"); }

void Connection::begin_apply() {
    const auto timeout = sql::number(std::max<std::int64_t>(options_.lock_timeout.count(), 1));
    // read committed: what an apply before this one wrote has to be seen once the lock is ours
    session_.allow(options_.statement_timeout);
    try {
        session_.run(
            "begin isolation level read committed, read write; set local " +
            statement_timeout(options_.statement_timeout) + "set local lock_timeout = " + timeout +
            "; set local idle_in_transaction_session_timeout = " + sql::number(options_.apply_idle_timeout.count()) +
            "; select pg_catalog.pg_advisory_xact_lock(" + sql::number(lock_number(options_.search_path)) + ");");
    } catch (const kit::Error& e) {
        if (e.status != SCHEMAD_E_BUSY || !session_.in_transaction()) throw;
        session_.run("rollback");
        throw kit::Error(SCHEMAD_E_BUSY, "another schema change of this database is running" + lock_holder());
    }
    if (const auto more = apply_preparation(); !more.empty()) session_.run(more);
}

// Who has the lock, as far as this user may see it.
std::string Connection::lock_holder() {
    const auto number = static_cast<std::uint64_t>(lock_number(options_.search_path));
    const auto r =
        session_.run("select coalesce(a.usename, '?') || '@' || coalesce(host(a.client_addr), 'this machine') || "
                     "coalesce(' since ' || to_char(a.xact_start, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '') from "
                     "pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid where l.locktype = "
                     "'advisory' and l.granted and l.objsubid = 1 and l.classid = " +
                     sql::number(static_cast<std::int64_t>(number >> 32)) +
                     " and l.objid = " + sql::number(static_cast<std::int64_t>(number & 0xffffffffu)) +
                     " and l.database = (select oid from pg_catalog.pg_database where datname = "
                     "current_database())");
    if (!r || PQntuples(r.get()) == 0 || PQgetisnull(r.get(), 0, 0)) return {};
    return std::string(": ") + PQgetvalue(r.get(), 0, 0);
}

void Connection::commit() {
    require_transaction(true);
    session_.require_alive();
    const bool failed = session_.in_failed_transaction();
    const auto r = session_.run("commit");
    open_ = false;
    allow_reads();
    // a failed transaction is rolled back by COMMIT without an error
    if (failed || std::strcmp(PQcmdStatus(r.get()), "ROLLBACK") == 0)
        throw kit::Error(SCHEMAD_E_INVALID, "the transaction was rolled back: a statement of it failed before");
}

void Connection::rollback() noexcept {
    if (!open_) return;
    open_ = false;
    try {
        if (session_.in_transaction()) session_.run("rollback");
        allow_reads();
    } catch (...) { // the connection is lost, and the transaction with it
    }
}

void Connection::cancel() noexcept { session_.cancel(); }

std::vector<Result> Connection::ask_all(std::span<const SqlText> queries) {
    if (open_) return session_.pipeline(queries);
    std::vector<SqlText> all{SqlText("begin isolation level repeatable read, read only")};
    all.insert(all.end(), queries.begin(), queries.end());
    all.emplace_back(Words("commit"));
    try {
        auto results = session_.pipeline(all);
        results.pop_back();
        results.erase(results.begin());
        return results;
    } catch (...) {
        open_ = true;
        rollback();
        throw;
    }
}

} // namespace schemad::pq
