// SPDX-License-Identifier: Apache-2.0
// Validation of what clients send: a snapshot for a diff, a diff for an apply. docs/spec/engine-2-model.md section 5.
// Errors: RequestError with the reference's text. Pure; any thread.
#pragma once

#include <boost/json.hpp>

#include "engine/model/dialect.hpp"
#include "engine/model/vendor_names.hpp"

namespace schemad::diff {

class ModelMemory;

// The snapshot's form, then (unless force) its version and vendor. A vendor is known when the dialect is of it, too.
void validate_snapshot(const boost::json::value& snapshot, const model::Dialect&, bool force,
                       const model::VendorNames& = {});
// The form alone, of a snapshot of any version: what is there is of its type, and nothing has to be there.
void validate_form(const boost::json::value& snapshot, const model::Dialect& here, const model::VendorNames& = {});

// The form of {hash, diff}.
void validate_diff(const boost::json::value& payload, const model::Dialect&);
// All four lists are empty: nothing to do, whatever the hash. Requires validate_diff.
bool is_empty_diff(const boost::json::value& payload);
// The hash does not fit: throws the most precise reason there is, at last that the hash is stale, with what has changed
// since where the model of that hash is remembered. Requires validate_diff.
[[noreturn]] void explain_stale_diff(const boost::json::value& payload, const boost::json::value& current_snapshot,
                                     const model::Dialect&, const ModelMemory* remembered = nullptr);

} // namespace schemad::diff
