// SPDX-License-Identifier: Apache-2.0
// Validation of what clients send: a snapshot for a diff, a diff for an apply. docs/spec/engine-2-model.md section 5.
// Errors: RequestError with the reference's text. Pure; any thread.
#pragma once

#include <string_view>

#include <boost/json.hpp>

namespace schemad::diff {

class ModelMemory;

// Who we are, as far as an uploaded snapshot has to fit us.
struct Target {
    std::string_view directus_version;
    std::string_view vendor;
};

// The snapshot's form, then (unless force) its version and vendor.
void validate_snapshot(const boost::json::value& snapshot, const Target&, bool force);

// The form of {hash, diff}.
void validate_diff(const boost::json::value& payload);
// All four lists are empty: nothing to do, whatever the hash. Requires validate_diff.
bool is_empty_diff(const boost::json::value& payload);
// The hash does not fit: throws the most precise reason there is, at last that the hash is stale, with what has changed
// since where the model of that hash is remembered. Requires validate_diff.
[[noreturn]] void explain_stale_diff(const boost::json::value& payload, const boost::json::value& current_snapshot,
                                     const ModelMemory* remembered = nullptr);

} // namespace schemad::diff
