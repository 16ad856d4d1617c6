// SPDX-License-Identifier: Apache-2.0
// The catalog's queries, PostgreSQL 10 and later. Each answers for all tables at once. docs/spec/vendors-1-catalog.md 2
// and 3.2.
#pragma once

#include <string>
#include <vector>

#include <schemad/sql_text.hpp>

namespace schemad::postgres {

struct CatalogQueries {
    // current schema, whether PostGIS is there, the configured schemas that are missing
    sql::SqlText environment;
    sql::SqlText tables;    // oid, schema, name, kind, in the overview; in the reference's order
    sql::SqlText comments;  // table, number (0: the table's own), text
    sql::SqlText defaults;  // table, number, expression; also those of generated columns
    sql::SqlText sequences; // table, number of what owns a sequence
    sql::SqlText columns;   // table, number, name, type, modifier, full type, not null, identity, generated, collation
    sql::SqlText constraints; // one row a check, a key, a column of a foreign key
    sql::SqlText indexes;     // one row an index, the numbers of its columns in one text
    sql::SqlText statistics;  // table, name, numbers of columns
    sql::SqlText dropped;     // whether something of the above is gone by now; after what it is about
    sql::SqlText geometry;    // table, column, type; only with PostGIS
};
CatalogQueries catalog_queries(const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::postgres
