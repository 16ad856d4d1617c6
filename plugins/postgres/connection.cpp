// SPDX-License-Identifier: Apache-2.0
#include "plugins/postgres/connection.hpp"

#include "plugins/postgres/catalog.hpp"
#include "plugins/postgres/queries.hpp"
#include "vendors/pq/rows.hpp"

namespace schemad::postgres {

Connection::Connection(const kit::Settings& settings, kit::Host host)
    : pq::Connection(pq::read_settings(settings, "postgres"), host), schemas_(options().search_path) {
    if (schemas_.empty()) schemas_.emplace_back("public"); // inspected; what is made goes where the server says
    if (session().server_version() < 100000)
        throw kit::Error(SCHEMAD_E_UNSUPPORTED, "PostgreSQL 10 or newer is needed");
    start();
}

// Before version 16 only trying tells whether a text is a valid date; a function of this session tries it.
std::string Connection::apply_preparation() const {
    if (server_version() >= 160000) return {};
    return "create or replace function pg_temp.schemad_input_is_valid(input text, wanted text) returns boolean "
           "language "
           "plpgsql as $body$ begin execute 'select cast($1 as ' || wanted || ')' using input; return true; exception "
           "when others then return false; end $body$";
}

kit::Catalog Connection::inspect() {
    const auto q = catalog_queries(schemas_, server_version());
    const std::string all[] = {q.environment, q.tables,      q.comments, q.defaults, q.sequences,
                               q.columns,     q.constraints, q.indexes,  q.dropped};
    auto r = ask_all(all);
    if (pq::flag_at(*r[8], 0, 0)) // half of what was read is of one moment, half of another
        throw kit::Error(SCHEMAD_E_BUSY, "tables were dropped while the catalog was read");
    CatalogResults results{std::move(r[0]), std::move(r[1]), std::move(r[2]),
                           std::move(r[3]), std::move(r[4]), std::move(r[5]),
                           std::move(r[6]), std::move(r[7]), {}};
    if (has_postgis(*results.environment)) results.geometry = std::move(ask_all(std::span(&q.geometry, 1))[0]);
    return read_catalog(results, schemas_, server_version());
}

} // namespace schemad::postgres
