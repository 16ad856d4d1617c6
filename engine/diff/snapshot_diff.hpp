// SPDX-License-Identifier: Apache-2.0
// Snapshot x Snapshot -> Diff. docs/spec/engine-2-model.md sections 3.1 and 3.2. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include <boost/json.hpp>

namespace schemad::diff {

enum class Mode { mirror, merge };

struct Options {
    Mode mode = Mode::mirror;
    // From 12.4.0 on, nested additions and removals collapse into one change of the whole meta.
    bool collapse_meta = true;
    // A collection counts as deleted (its fields are not listed) only when all of it is; the reference looks whether
    // its first change takes any key away.
    bool whole_deletions = false;
};
// The options a Directus version asks for.
bool collapses_meta(std::string_view directus_version) noexcept;

// {collections, fields, systemFields, relations}, or nullopt when nothing differs. `after` has passed
// validate_snapshot; throws RequestError where it cannot be compared (a missing list, a system field without schema:
// the reference answers 500 there). In a partial snapshot (version 2) a collection that only a field or relation names
// is not itself stated: nothing of it is deleted (the reference would drop its table).
std::optional<boost::json::object> snapshot_diff(const boost::json::object& current, const boost::json::object& after,
                                                 Options, boost::json::storage_ptr = {});

} // namespace schemad::diff
