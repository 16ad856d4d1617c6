// SPDX-License-Identifier: Apache-2.0
// The order of one object's members. docs/spec/engine-2-model.md, "Two JS facts".
#pragma once

#include <vector>

#include <boost/json/object.hpp>

namespace schemad::js {

// js_order for this object alone, not for what is inside its members. Pointers into it stay valid only if it was in
// order.
void order_members(boost::json::object&);
// The object again with just these members of its own, in this order; same storage.
void rebuild(boost::json::object&, const std::vector<boost::json::key_value_pair*>& members);

} // namespace schemad::js
