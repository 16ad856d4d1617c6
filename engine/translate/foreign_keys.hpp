// SPDX-License-Identifier: Apache-2.0
// Where the columns of a model point to: from its relations, and from what its fields say themselves. Pure.
#pragma once

#include <string_view>

#include "engine/model/field_key.hpp"
#include "engine/translate/here.hpp"

namespace schemad::translate {

struct Pointing {
    std::string_view table, column;
};

// One of the two rules that a vendor tells where none was stated.
bool is_refusal(const json::value& rule);

// The collection that a relation's foreign key leads to; empty: it has none. Of a relation by hand that says nothing of
// its schema: the related collection, where both are tables.
std::string_view table_of_key(const json::object& relation, const Items& stated, const Here&);

// By collection and field. Borrows the items.
model::FieldMap<Pointing> foreign_keys_of(const Items& stated, const Here&);

} // namespace schemad::translate
