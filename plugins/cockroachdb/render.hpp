// SPDX-License-Identifier: Apache-2.0
// The SQL of one step and what a column will look like, with what is CockroachDB's own on top of vendors/pq/render.hpp:
//  - a foreign key that is made again while one of its name is in the catalog gets or loses the ending "_replaced"
//    (docs/spec/vendors-5-ddl.md 5.9), as the reference names it;
//  - a type change that has to rewrite the column is refused where the column is in an index: the server cannot;
//  - defaults are read and shown as this server prints them.
// Errors: kit::Error, before anything ran. Threads: pure functions.
#pragma once

#include <schemad/vendor.hpp>

#include "vendors/pq/catalog_data.hpp"

namespace schemad::cockroachdb {

kit::Script render_step(const schemad_catalog* catalog, const pq::CatalogData* data, const schemad_step& step);
kit::Column preview(const schemad_column_spec& spec);

} // namespace schemad::cockroachdb
