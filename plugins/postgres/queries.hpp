// SPDX-License-Identifier: Apache-2.0
// The catalog's queries, PostgreSQL 10 and later. Each answers for all tables at once. spec/vendors.md 2 and 3.2.
#pragma once

#include <string>
#include <vector>

namespace schemad::postgres {

struct CatalogQueries {
    // current schema, whether PostGIS is there, the configured schemas that are missing
    std::string environment;
    std::string tables;      // oid, schema, name, kind, comment, in the overview
    std::string columns;     // table, number, name, type, modifier, full type, ... as the enum Column below
    std::string constraints; // one row a key column
    std::string indexes;     // one row an index column
    std::string geometry;    // table, column, type; only with PostGIS
};
CatalogQueries catalog_queries(const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::postgres
