// SPDX-License-Identifier: Apache-2.0
// deep-diff: what changed between two values, and doing it again on a copy. docs/spec/engine-2-model.md 3.3,
// docs/spec/engine-6-apply.md 6.2.
#pragma once

#include <boost/json.hpp>

namespace schemad::js {

// A null pointer is JavaScript's undefined (absent). The result is the array of change objects, empty for none.
boost::json::array deep_diff(const boost::json::value* lhs, const boost::json::value* rhs,
                             boost::json::storage_ptr = {});
boost::json::array deep_diff(const boost::json::object& lhs, const boost::json::object& rhs,
                             boost::json::storage_ptr = {});

// Applies one change object {kind, path, lhs, rhs, index, item} to target. Throws std::invalid_argument where the
// reference would throw (no path, a step into null).
void apply_change(boost::json::value& target, const boost::json::object& change);

} // namespace schemad::js
