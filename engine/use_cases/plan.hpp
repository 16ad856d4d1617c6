// SPDX-License-Identifier: Apache-2.0
// A plan: what an apply of a diff would do here and now. Changes nothing. docs/http-api.md, POST /schema/plan.
#pragma once

#include <boost/json.hpp>

#include "engine/apply/preview.hpp"
#include "engine/requests.hpp"

namespace schemad::use_cases {

// Errors: as apply_diff, where the diff cannot be applied at all; rows in the way are told, not thrown.
// Reads inside one consistent view; linear in the model and the rows the checks look at. Threads: as one connection.
apply::Preview preview_diff(Connection&, const boost::json::value& payload, const PlanRequest&, const apply::Context&);

} // namespace schemad::use_cases
