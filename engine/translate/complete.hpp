// SPDX-License-Identifier: Apache-2.0
// What a model written by hand leaves to be understood: the collection of a field, the key of a table, the fields and
// aliases of a relation. Source: docs/writing-a-model.md. Pure; errors: RequestError naming the entity.
#pragma once

#include "engine/translate/here.hpp"

namespace schemad::translate {

// Adds to the items what they imply and nobody stated.
void complete(Items& stated, const Here&);

// A collection that has, or is to have, a table: its schema says so, or its fields.
bool is_table(const Items& stated, const Here&, std::string_view collection);
// A field with a column; one of no stated type has one unless its schema is null.
bool has_column(const json::object& field);
// A relation as a person writes it: a snapshot always tells its names in the meta as well.
bool is_by_hand(const json::object& relation);
// The field that is, or is to be, the key of a collection; empty: none is known.
std::string_view key_name(const Items& stated, const Here&, std::string_view collection);

} // namespace schemad::translate
