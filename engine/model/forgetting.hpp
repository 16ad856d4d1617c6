// SPDX-License-Identifier: Apache-2.0
// Forgetting an item: its meta row goes, and what stands in the database for it stays. In a diff it is the one change
// of an entry, marked, since a meta that is merely null says nothing of the row (docs/differences-from-directus.md):
// {"kind": "E", "path": ["meta"], "lhs": {...}, "rhs": null, "forget": true}. A collection that is forgotten takes its
// fields and relations along, as one that is deleted does. Whoever does not know the mark drops nothing. Pure.
#pragma once

#include <string_view>

#include <boost/json.hpp>

namespace schemad::model {

inline constexpr std::string_view forget_mark = "forget";

// Of one change of an entry, whose form may be anything.
bool is_forgetting(const boost::json::object& change) noexcept;
// The change that forgets that item of a snapshot.
boost::json::object forgetting(const boost::json::object& item);

} // namespace schemad::model
