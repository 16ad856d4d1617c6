// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/scratch.hpp"

#include <chrono>
#include <random>

#include "plugins/postgres/connection.hpp"
#include "plugins/postgres/scratch_copy.hpp"
#include "plugins/postgres/session_settings.hpp"
#include "vendors/pq/rows.hpp"
#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::postgres {

namespace {

std::string random_name() {
    std::random_device source;
    std::string name = "schemad_scratch_";
    for (int i = 0; i < 16; ++i) name += "0123456789abcdef"[source() & 15u];
    return name;
}

} // namespace

Scratch::Scratch(const pq::Options& given, kit::Host host, const std::vector<std::string>& schemas,
                 std::span<const std::string_view> with_rows, kit::Connection& from)
    : pq::Connection(given, host), name_(random_name()) {
    start(session_settings(server_version()));
    const auto bound = [](std::chrono::milliseconds ms) { return sql::number(ms.count()); };
    // the locks on what is copied are shared ones, but they are kept to the end: nobody waits for a silent process
    session().run("set idle_in_transaction_session_timeout = " + bound(options().apply_idle_timeout) +
                  "; set lock_timeout = " + bound(std::max(options().lock_timeout, std::chrono::milliseconds(1))) +
                  "; begin isolation level read committed, read write");
    StructureCopy copy;
    copy.from = schemas, copy.to = name_;
    copy.with_rows.assign(with_rows.begin(), with_rows.end());
    for (const auto& schema : schemas)
        copy.search_path += (copy.search_path.empty() ? sql::Words("") : sql::Words(", ")) + pq::identifier(schema);
    const auto path = session().run("select pg_catalog.quote_ident(s) from pg_catalog.unnest("
                                    "pg_catalog.current_schemas(false)) s");
    for (int i = 0; i < PQntuples(path.get()); ++i)
        copy.search_path += ", " + sql::CatalogText::printed(pq::text_at(*path, i, 0)); // quoted by the server
    try {
        session().run("create schema " + pq::identifier(name_));
    } catch (const kit::Error& e) {
        if (e.status != SCHEMAD_E_PERMISSION) throw;
        throw kit::Error(e.status, std::string(e.what()) +
                                       "; a scratch needs the privilege CREATE on the database (GRANT "
                                       "CREATE ON DATABASE ... TO this user)");
    }
    auto woken = std::chrono::steady_clock::now();
    copy.keep_awake = [&from, woken]() mutable {
        const auto now = std::chrono::steady_clock::now();
        if (now - woken < std::chrono::seconds(2)) return;
        woken = now;
        from.ping();
    };
    copy_structure(session(), copy);
    // what is no table, as types and functions, is still found where it was
    session().run("set local search_path to " + pq::identifier(name_) + ", " + copy.search_path);
}

Scratch::~Scratch() {
    try {
        if (session().in_transaction()) session().run("rollback");
    } catch (...) { // the connection is lost, and the transaction with it
    }
}

void Scratch::begin(std::uint32_t mode) {
    session().require_alive();
    if (open_) throw kit::Error(SCHEMAD_E_INVALID, "a transaction is open already");
    session().run("savepoint schemad_scratch");
    open_ = true;
    try {
        if (const auto more = postgres::apply_preparation(server_version());
            mode == SCHEMAD_BEGIN_APPLY && !more.empty())
            session().run(more);
    } catch (...) {
        rollback();
        throw;
    }
}

void Scratch::commit() {
    if (!open_) throw kit::Error(SCHEMAD_E_INVALID, "no transaction is open");
    if (session().in_failed_transaction()) {
        rollback();
        throw kit::Error(SCHEMAD_E_INVALID, "the transaction was rolled back: a statement of it failed before");
    }
    session().run("set constraints all immediate; release savepoint schemad_scratch");
    open_ = false;
}

void Scratch::rollback() noexcept {
    if (!open_) return;
    open_ = false;
    try {
        if (session().in_transaction())
            session().run("rollback to savepoint schemad_scratch; release savepoint schemad_scratch");
    } catch (...) { // the connection is lost
    }
}

kit::Catalog Scratch::inspect() {
    return inspect_schemas([&](auto queries) { return session().pipeline(queries); }, {name_}, server_version());
}

} // namespace schemad::postgres
