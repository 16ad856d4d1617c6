// SPDX-License-Identifier: Apache-2.0
// What else of a project mentions a collection or field that goes: meta rows, permissions, history.
// Errors: RequestError for a relation that still points to it.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void forget_references_to(const Input&, const Facts&, Draft&, const std::string& collection);
void forget_collection(const Input&, const Facts&, Draft&, const std::string& collection, bool had_table);
// Of the fields that went: Draft::forgotten_fields.
void forget_permissions(const Input&, Draft&);

} // namespace schemad::plan
