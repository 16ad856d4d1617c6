// SPDX-License-Identifier: Apache-2.0
// Reads the results of the catalog's queries into the boundary's rows. docs/spec/vendors-1-catalog.md sections 2
// and 3.2. Linear but for the sorting. Errors: kit::Error E_NOT_FOUND naming a schema that is not there. Threads: pure
// functions.
#pragma once

#include <string>
#include <vector>

#include <schemad/vendor.hpp>

#include "vendors/pq/session.hpp"

namespace schemad::postgres {

struct CatalogResults {
    pq::Result environment, tables, comments, defaults, sequences, columns, constraints, indexes, statistics;
    pq::Result geometry; // null without PostGIS
};

bool has_postgis(const PGresult& environment);
kit::Catalog read_catalog(const CatalogResults& results, const std::vector<std::string>& schemas, int server_version);

} // namespace schemad::postgres
