// SPDX-License-Identifier: Apache-2.0
// What a diff says of things that this project does not have and cannot get, or has as they are: Directus's own
// collections and fields of another version, a relation whose field is nowhere. It takes no part and is named, so that
// the rest can be applied. What would really change something built in stays, and is refused by the planner. Pure.
#pragma once

#include "engine/model/dialect.hpp"
#include "engine/plan/change_set.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::plan {

void leave_out_what_is_not_here(ChangeSet&, const snapshot::CatalogIndex&, const model::Dialect&);

} // namespace schemad::plan
