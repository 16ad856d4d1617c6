// SPDX-License-Identifier: Apache-2.0
// The catalog's queries. Each answers for all tables at once; the rows are put together by name and number in
// catalog.cpp, so that a query uses nothing but plain joins. docs/spec/vendors-1-catalog.md 2 and 3.4. Pure text.
#pragma once

#include <string>
#include <vector>

namespace schemad::cockroachdb {

struct CatalogQueries {
    std::string environment; // current schema
    std::string schemas;     // those of the wanted ones that are there
    std::string tables;      // schema, name, kind, comment
    std::string columns;     // schema, table, name, position, default, nullable, type, expression, sql type, identity,
                             // collation
    std::string attributes;  // table's oid, number, name, schema, table, comment; of tables that are referenced, too
    std::string constraints; // table's oid, name, kind, rules, referenced oid, numbers, referenced numbers, text
    std::string indexes;     // schema, table, index, non-unique, column; without what is stored or implicit
    std::string partial;     // schema, table, index
};
CatalogQueries catalog_queries(const std::vector<std::string>& schemas);

} // namespace schemad::cockroachdb
