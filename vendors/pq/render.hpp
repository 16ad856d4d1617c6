// SPDX-License-Identifier: Apache-2.0
// The SQL of one step, and what a column will look like. docs/spec/vendors-5-ddl.md sections 5.1 to 5.9. Only what a
// change says is touched. Names are qualified where a table is not in the schema that an unqualified name would mean.
// Errors: kit::Error, before anything ran. Threads: pure functions.
#pragma once

#include <schemad/vendor.hpp>

#include "vendors/pq/catalog_data.hpp"
#include "vendors/pq/flavor.hpp"

namespace schemad::pq {

// data is that of the catalog, both null for a plan without a database.
kit::Script render_step(const Flavor& flavor, const schemad_catalog* catalog, const CatalogData* data,
                        const schemad_step& step);

kit::Column preview(const Flavor& flavor, const schemad_column_spec& spec);

} // namespace schemad::pq
