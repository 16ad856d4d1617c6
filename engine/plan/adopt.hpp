// SPDX-License-Identifier: Apache-2.0
// Columns that are there without being tracked, where a snapshot states them: what is there becomes the "before" of an
// alteration. Errors: RequestError.
#pragma once

#include "engine/plan/input.hpp"

namespace schemad::plan {

using Adopted = std::unordered_map<std::string, json::object>; // what is there, as name_of() names the field

// The column that a new field finds in its place; null: none, or one that goes in this diff.
const schemad_column* untracked_column(const Input&, const EntityChange&);

// The one pass that changes the changes: what such a field does not state is as it is there. The input is of the same
// changes.
Adopted adopt_columns(ChangeSet&, const Input&);

} // namespace schemad::plan
