// SPDX-License-Identifier: Apache-2.0
// The way back over an apply that took as its own what was in the database before it: such a table, column or foreign
// key was nobody's then, so it is forgotten again (engine/model/forgetting.hpp), and never dropped. Pure.
#pragma once

#include <boost/json.hpp>
#include <schemad/host.hpp>

namespace schemad::history {

// back: a diff to the model before; before: the catalog of that moment.
void forget_what_was_there(boost::json::object& back, const schemad_catalog& before);

} // namespace schemad::history
