// SPDX-License-Identifier: Apache-2.0
// The flags is_unique and is_indexed of a field: the plain index of its one column that each stands for.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void set_index(const Input&, Draft&, TableWork&, std::string_view collection, std::string_view field, bool unique,
               bool wanted, Phase = Phase::add_index);
// without: flags (SCHEMAD_SPEC_UNIQUE, SCHEMAD_SPEC_INDEXED) that the column cannot have, and that are named
void change_indexes(const Input&, Draft&, TableWork&, const EntityChange&, std::uint32_t without);
std::uint32_t indexes_left_out(const Input&, Draft&, schemad_column_spec&, const EntityChange&);
void leave_out_indexes(const Input&, Draft&, schemad_column_spec&, std::string_view collection); // of a new column
void leave_out_index_of_key(Draft&, const EntityName&);                                          // one beside its own

} // namespace schemad::plan
