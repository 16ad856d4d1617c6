// SPDX-License-Identifier: Apache-2.0
// A cell of a database as Directus tells it, by the type of its field: JSON read, lists cut, flags as booleans, moments
// as ISO text in UTC. Pure; any thread; never throws on what a cell holds.
#pragma once

#include <string_view>

#include <boost/json.hpp>
#include <schemad/vendor.h>

namespace schemad::items {

boost::json::value shown_value(const schemad_value& cell, std::string_view type);

} // namespace schemad::items
