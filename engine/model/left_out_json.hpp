// SPDX-License-Identifier: Apache-2.0
// What was left out as clients and the history see it.
#pragma once

#include <boost/json.hpp>

#include "engine/model/left_out.hpp"

namespace schemad {

// [{collection, field, property, reason}]; null for a field or property that is not stated: the whole is meant.
boost::json::array listed(const LeftOuts&);

} // namespace schemad
