// SPDX-License-Identifier: Apache-2.0
// verify=scratch: the plan is run in a copy of the structure, and its result compared with what the diff promises,
// before the project itself is touched. docs/http-api.md, POST /schema/apply; <schemad/scratch.h>.
#pragma once

#include <boost/json.hpp>

#include "engine/apply/judged.hpp"

namespace schemad::apply {

// payload: has passed validate_diff; judged: what the project makes of it. The connection is only read from and may be
// inside a transaction. Throws RequestError naming the step and the entity that failed, or what of
// the project the copy does not show alike (then it proves nothing); VendorError when the database cannot be had.
// Nothing of the project is changed either way, and nothing is left of the scratch.
void try_in_scratch(Connection&, const boost::json::value& payload, const Judged&, const Context&);

} // namespace schemad::apply
