// SPDX-License-Identifier: Apache-2.0
// Snapshot x Snapshot -> Diff. docs/spec/engine-2-model.md sections 3.1 and 3.2. Pure; any thread.
#pragma once

#include <optional>

#include <boost/json.hpp>

#include "engine/model/dialect.hpp"

namespace schemad::diff {

enum class Mode { mirror, merge };

struct Options {
    Options() = default; // as the newest version compares
    // Each member by itself, whatever the wire makes of it.
    static Options by_member() {
        Options options;
        options.traits.collapses_meta = false;
        return options;
    }
    explicit Options(Mode wanted) : mode(wanted) {}
    Options(Mode wanted, const model::Dialect& dialect) : mode(wanted), traits(dialect.traits()) {}
    Mode mode = Mode::mirror;
    model::VersionTraits traits = model::newest_traits();
    // A collection counts as deleted (its fields are not listed) only when all of it is; the reference looks whether
    // its first change takes any key away.
    bool whole_deletions = false;
};
// {collections, fields, systemFields, relations}, or nullopt when nothing differs. `after` has passed
// validate_snapshot; throws RequestError where it cannot be compared (a missing list, a system field without schema:
// the reference answers 500 there). In a partial snapshot (version 2) a collection that only a field or relation names
// is not itself stated: nothing of it is deleted (the reference would drop its table).
std::optional<boost::json::object> snapshot_diff(const boost::json::object& current, const boost::json::object& after,
                                                 Options, boost::json::storage_ptr = {});

} // namespace schemad::diff
