// SPDX-License-Identifier: Apache-2.0
// One step of a plan as SQL. docs/spec/vendors-5-ddl.md section 5. Pure functions; errors: kit::Error.
#pragma once

#include "plugins/mysql/catalog.hpp"

namespace schemad::mysql {

// catalog and data: null for a plan without a database.
kit::Script render_step(const schemad_catalog* catalog, const CatalogData* data, const schemad_step& step);

} // namespace schemad::mysql
