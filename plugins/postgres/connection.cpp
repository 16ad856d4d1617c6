// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/connection.hpp"

#include "plugins/postgres/catalog.hpp"
#include "plugins/postgres/flavor.hpp"
#include "plugins/postgres/queries.hpp"
#include "plugins/postgres/scratch.hpp"
#include "plugins/postgres/session_settings.hpp"
#include "vendors/pq/rows.hpp"

namespace schemad::postgres {

namespace {
constexpr sql::Words only_reading("savepoint schemad_reading; set transaction read only");
}

Connection::Connection(const kit::Settings& settings, kit::Host host)
    : pq::Connection(pq::read_settings(settings, "postgres"), host), host_(host), schemas_(options().search_path) {
    if (session().server_version() < 100000)
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, "PostgreSQL 10 or newer is needed");
    start(session_settings(session().server_version()));
}

// Before version 16 only trying tells whether a text is a valid date; a function of this session tries it.
sql::SqlText apply_preparation(int server_version) {
    if (server_version >= 160000) return {};
    return sql::SqlText("create or replace function ") + Flavor::own_validity_function +
           "(input text, wanted text) returns boolean strict language plpgsql as $body$ begin execute 'select cast($1 "
           "as ' || wanted || ')' using input; return true; exception "
           "when others then return false; end $body$";
}

sql::SqlText Connection::apply_preparation() const { return postgres::apply_preparation(server_version()); }

// A plan asks the checks in a reading transaction, and some need the function, which is made there once the first asks
// for it. A transaction that is read only cannot, a savepoint in one that may write can be read only meanwhile.
void Connection::begin_read() {
    if (server_version() >= 160000) return pq::Connection::begin_read();
    session().run(sql::SqlText("begin isolation level repeatable read; ") + only_reading);
    may_prepare_ = true;
}

void Connection::begin_apply() {
    may_prepare_ = false; // every apply is prepared from the start
    pq::Connection::begin_apply();
}

kit::Rows Connection::query(const sql::SqlText& sql, std::span<const schemad_value> params, std::size_t max_bytes) {
    if (may_prepare_ && session().in_transaction() &&
        sql.view().find(Flavor::own_validity_function.view()) != std::string_view::npos) {
        session().run("release savepoint schemad_reading; " + apply_preparation() + "; " + only_reading);
        may_prepare_ = false;
    }
    return pq::Connection::query(sql, params, max_bytes);
}

// Before version 11 the time that each statement may take was that of all of them.
void Connection::execute_all(std::span<const kit::BatchStatement> statements, const kit::Ran& ran) {
    if (server_version() < 110000 || !session().in_transaction()) return pq::Connection::execute_all(statements, ran);
    session().execute_all(statements, ran);
}

std::unique_ptr<kit::Connection> Connection::scratch(std::span<const std::string_view> tables) {
    return std::make_unique<Scratch>(options(), host_, schemas_, tables, *this);
}

// What a transaction sees depends on the transactions that its snapshot lists and on nothing else: catalog and rows
// alike, of every database. Not so on a standby, whose snapshots do not list them, and not for what is no plain table
// or has policies of rows. Settings that change how the catalog is spelled come with a reload.
std::string Connection::fingerprint(std::span<const std::string_view> tables) {
    if (!session().in_transaction()) return {};
    sql::SqlText names;
    for (const auto table : tables) names += (names.empty() ? sql::Words("") : sql::Words(",")) + pq::literal(table);
    const auto rows = session().run(
        sql::SqlText(
            "select case when pg_catalog.pg_is_in_recovery() or exists (select from pg_catalog.unnest(array[") +
        names +
        "]::pg_catalog.text[]) t left join pg_catalog.pg_class c on c.oid = "
        "pg_catalog.to_regclass(pg_catalog.quote_ident(t)) where c.relkind is distinct from 'r' or c.relrowsecurity or "
        "c.relhassubclass) then '' else " +
        (server_version() >= 130000 ? sql::Words("pg_catalog.pg_current_snapshot()")
                                    : sql::Words("pg_catalog.txid_current_snapshot()")) +
        "::pg_catalog.text || ' ' || pg_catalog.pg_conf_load_time()::pg_catalog.text end");
    return rows && PQntuples(rows.get()) == 1 ? std::string(pq::text_at(*rows, 0, 0)) : std::string();
}

kit::Catalog Connection::inspect() {
    return inspect_schemas([&](auto queries) { return ask_all(queries); }, schemas_, server_version());
}

kit::Catalog inspect_schemas(const std::function<std::vector<pq::Result>(std::span<const sql::SqlText>)>& ask,
                             const std::vector<std::string>& schemas, int server_version) {
    const auto q = catalog_queries(schemas, server_version);
    const sql::SqlText all[] = {q.environment, q.tables,      q.comments, q.defaults, q.sequences,
                                q.columns,     q.constraints, q.indexes,  q.dropped,  q.statistics};
    auto r = ask(all);
    if (pq::flag_at(*r[8], 0, 0)) // half of what was read is of one moment, half of another
        throw kit::Error(SCHEMAD_E_BUSY, "tables were dropped while the catalog was read");
    CatalogResults results{std::move(r[0]), std::move(r[1]), std::move(r[2]), std::move(r[3]), std::move(r[4]),
                           std::move(r[5]), std::move(r[6]), std::move(r[7]), std::move(r[9]), {}};
    if (has_postgis(*results.environment)) results.geometry = std::move(ask(std::span(&q.geometry, 1))[0]);
    return read_catalog(results, schemas, server_version);
}

} // namespace schemad::postgres
