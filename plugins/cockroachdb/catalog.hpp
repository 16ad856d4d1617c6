// SPDX-License-Identifier: Apache-2.0
// Reads the results of the catalog's queries into the boundary's rows. docs/spec/vendors-1-catalog.md sections 2
// and 3.4. Linear but for the sorting of tables. Deliberate differences from the reference:
//  - several schemas are read one by one (it binds them as one text and finds nothing);
//  - a foreign key belongs to its table (it joins by the constraint's name, so equal names multiply);
//  - composite foreign keys are there for the engine but not in snapshots: the reference's "a,b" is no field.
// Errors: kit::Error E_NOT_FOUND naming a schema that is not there. Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include <schemad/vendor.hpp>

#include "vendors/pq/session.hpp"

namespace schemad::cockroachdb {

// In the order of CatalogQueries.
struct CatalogResults {
    pq::Result environment, schemas, tables, columns, attributes, constraints, indexes, partial;
};
kit::Catalog read_catalog(const CatalogResults& results, const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::cockroachdb
