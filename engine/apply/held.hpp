// SPDX-License-Identifier: Apache-2.0
// How a target may hold each property of an item, as one table: what is not listed has to be as it was promised.
// Pure; any thread.
#pragma once

#include <string_view>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/model/items.hpp"

namespace schemad::apply {

// Whether the result may have the property at this path ("schema.data_type") so, where the promise said otherwise; it
// is named then. change: from the result to the promise; item, made: as promised and as it is, null where there is
// none.
bool may_differ(model::ItemKind, std::string_view path, const boost::json::object& change,
                const boost::json::object* item, const boost::json::object* made, const Vendor&);

} // namespace schemad::apply
