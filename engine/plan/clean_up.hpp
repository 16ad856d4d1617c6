// SPDX-License-Identifier: Apache-2.0
// What else of a project mentions a collection or field that goes: meta rows, permissions, history.
// Errors: RequestError for a relation that still points to it.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void forget_references_to(const Input&, const Facts&, Draft&, const std::string& collection);
void forget_collection(const Input&, const Facts&, Draft&, const std::string& collection, bool had_table);
// What is forgotten (engine/model/forgetting.hpp): all meta rows of a collection, of its fields and of its relations,
// with what hangs on the collection's row; or those of one field or relation. No other rows and nothing of the
// structure.
void forget_rows_of(const Input&, const Facts&, Draft&, const std::string& collection);
void forget_rows_of(const Input&, Draft&, const EntityChange&);
// Of the fields that went: Draft::forgotten_fields.
void forget_permissions(const Input&, Draft&);

} // namespace schemad::plan
