// SPDX-License-Identifier: Apache-2.0
// What the queries of the three schema endpoints mean. docs/spec/engine-1-http.md 1.6 and 1.7. Pure; any thread.
// Errors: RequestError INVALID_PAYLOAD with the reference's text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "engine/project.hpp"

namespace schemad::api {

// includeCollections / excludeCollections of a snapshot.
SnapshotScope scope_of(const boost::json::object& query, const model::VersionTraits& = model::newest_traits());

// ?as=10.13.4/postgres of a snapshot: either may be left out, and is the project's own.
struct DialectName {
    std::string version, vendor; // vendor: a plugin's name
};
// nullopt: not asked. Errors: INVALID_QUERY.
std::optional<DialectName> dialect_of(const boost::json::object& query, const std::string& own_version,
                                      const std::string& own_vendor);
// The same of a text, "11.17.4/mysql".
DialectName dialect_named(std::string_view text, const std::string& own_version, const std::string& own_vendor);

DiffRequest diff_query_of(const boost::json::object& query, const model::VersionTraits& = model::newest_traits());

// ?plan=true of a diff: the plan is added to its answer.
// Bare, true or 1. Throws INVALID_QUERY for what is neither yes nor no: such a flag decides whether anything is
// written.
bool flag_in(const boost::json::object& query, std::string_view name);
bool wants_plan(const boost::json::object& query);
// ?export=sql of a plan: a script to read and run.
bool wants_script(const boost::json::object& query);

// ?mode=undo|resume|accept of a recovery; empty: what the journal says. Errors: INVALID_QUERY.
std::string_view recover_mode_of(const boost::json::object& query);

// ?confirm=<plan id> of an apply; empty: none.
std::string_view confirmed_plan(const boost::json::object& query);

// ?verify=scratch of an apply or a plan. Errors: INVALID_QUERY for any other value.
bool verifies_in_scratch(const boost::json::object& query);

// An apply never refuses its query: what is no text does not force.
bool apply_forces(const boost::json::object& query, const model::VersionTraits& = model::newest_traits());

} // namespace schemad::api
