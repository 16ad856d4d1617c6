// SPDX-License-Identifier: Apache-2.0
// Entries of a diff, of items of a snapshot. Pure.
#pragma once

#include <boost/json.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/items.hpp"

namespace schemad::adopt {

boost::json::object empty_diff(const model::Dialect&);
// An entry of that item with that one change.
void add_entry(boost::json::object& diff, model::ItemKind, const boost::json::object& item, boost::json::object change);
// The change by which a model gets the item; one that lists what has no row has it already, without its meta.
boost::json::object tracking(const boost::json::object& item, const model::Dialect&);

} // namespace schemad::adopt
