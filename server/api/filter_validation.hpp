// SPDX-License-Identifier: Apache-2.0
// The `filter` of an items query as the reference takes it, and how deep `filter` and `deep` walk.
// docs/spec/engine-1-http.md 1.5. Pure; any thread.
#pragma once

#include <cstddef>

#include <boost/json.hpp>

namespace schemad::api {

// Errors: RequestError INVALID_QUERY with the first fault. `filter` is what was stated, its JSON already read.
void validate_filter(const boost::json::value& filter);

enum class Walk { filter, deep }; // deep: `_sort` names paths of its own
// How many relations it walks at most.
std::size_t relational_depth(const boost::json::value&, Walk);

} // namespace schemad::api
