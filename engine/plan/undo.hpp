// SPDX-License-Identifier: Apache-2.0
// What leads back from a step. Reads the tables' work.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void add_undo(const Input&, const Draft&, Step&, const schemad_step&);
std::vector<Param> raw_values(const Input&, ItemKind, const snapshot::MetaRow&,
                              const std::vector<std::string>& columns);
// A cell as it is stored, to write it again.
Param param_of(const schemad_value& cell);
Statement insert_back(const Input&, ItemKind, const snapshot::MetaRow&);

} // namespace schemad::plan
