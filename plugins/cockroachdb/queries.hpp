// SPDX-License-Identifier: Apache-2.0
// The catalog's queries. Each answers for all tables at once; the rows are put together by name and number in
// catalog.cpp, so that a query uses nothing but plain joins. docs/spec/vendors-1-catalog.md 2 and 3.4. Pure text.
#pragma once

#include <string>
#include <vector>

#include <schemad/sql_text.hpp>

namespace schemad::cockroachdb {

struct CatalogQueries {
    sql::SqlText environment; // current schema
    sql::SqlText schemas;     // those of the wanted ones that are there
    sql::SqlText tables;      // schema, name, kind, comment
    sql::SqlText columns;     // schema, table, name, position, default, nullable, type, expression, sql type, identity,
                              // collation
    sql::SqlText attributes;  // table's oid, number, name, schema, table, comment; of tables that are referenced, too
    sql::SqlText constraints; // table's oid, name, kind, rules, referenced oid, numbers, referenced numbers, text
    sql::SqlText indexes;     // schema, table, index, non-unique, column; without what is stored or implicit
    sql::SqlText partial;     // schema, table, index
};
CatalogQueries catalog_queries(const std::vector<std::string>& schemas);

} // namespace schemad::cockroachdb
