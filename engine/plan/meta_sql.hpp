// SPDX-License-Identifier: Apache-2.0
// Meta rows as statements: only columns the project has, values encoded as the reference stores them.
// Errors: RequestError for a row that no number is left for.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

void insert_row(const Input&, Draft&, ItemKind, const EntityName&, json::object meta);
void update_row(const Input&, Draft&, ItemKind, const EntityName&, const snapshot::MetaRow&, const json::object& before,
                const json::object& after);
void delete_row(const Input&, Draft&, ItemKind, const EntityName&, const snapshot::MetaRow&);
Param encoded(ItemKind, std::string_view column, const json::value&);

} // namespace schemad::plan
