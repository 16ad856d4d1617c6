// SPDX-License-Identifier: Apache-2.0
// The indexes on Directus's own fields: those that somebody added or took are the model's, those that Directus makes in
// the one version or vendor and not in the other are nobody's business. Pure.
#pragma once

#include "engine/translate/here.hpp"
#include "engine/translate/notes.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

// The list as this project would report it; empty where its version has none.
json::array system_indexes_of(const Items& stated, const Here&, const Origin&, Notes&, const json::storage_ptr&);

} // namespace schemad::translate
