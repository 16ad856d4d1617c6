// SPDX-License-Identifier: Apache-2.0
// The catalog's queries, PostgreSQL 10 and later. Each answers for all tables at once. docs/spec/vendors-1-catalog.md 2
// and 3.2.
#pragma once

#include <string>
#include <vector>

namespace schemad::postgres {

struct CatalogQueries {
    // current schema, whether PostGIS is there, the configured schemas that are missing
    std::string environment;
    std::string tables;      // oid, schema, name, kind, in the overview; in the reference's order
    std::string comments;    // table, number (0: the table's own), text
    std::string defaults;    // table, number, expression; also those of generated columns
    std::string sequences;   // table, number of what owns a sequence
    std::string columns;     // table, number, name, type, modifier, full type, not null, identity, generated, collation
    std::string constraints; // one row a check, a key, a column of a foreign key
    std::string indexes;     // one row an index, the numbers of its columns in one text
    std::string statistics;  // table, name, numbers of columns
    std::string dropped;     // whether something of the above is gone by now; after what it is about
    std::string geometry;    // table, column, type; only with PostGIS
};
CatalogQueries catalog_queries(const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::postgres
