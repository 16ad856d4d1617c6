// SPDX-License-Identifier: Apache-2.0
// A database that never was Directus becomes a model: a diff that gives tables, columns and foreign keys their meta
// rows, and states of each all that is there, so that an apply of it changes no table. And the way back: a diff that
// takes the rows away again. docs/http-api.md, POST /schema/adopt. Pure; linear in the catalog.
#pragma once

#include <boost/json.hpp>

#include "engine/adopt/terms.hpp"
#include "engine/model/dialect.hpp"
#include "engine/model/left_out.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::adopt {

struct Adoption {
    boost::json::object diff;       // as an apply takes it; its lists are empty where there is nothing to do
    boost::json::array collections; // whose rows come or go: {collection, fields, relations, ...}, by name
    LeftOuts left_out;              // by name
};

Adoption adoption_of(const snapshot::Model&, const Vendor&, const model::Dialect&, const Terms&);
// Of collections with a table, and what leads to them.
Adoption forgetting_of(const snapshot::Model&, const model::Dialect&, const Terms&);

} // namespace schemad::adopt
