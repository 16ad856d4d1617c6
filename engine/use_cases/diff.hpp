// SPDX-License-Identifier: Apache-2.0
// A diff: what an uploaded snapshot would change here. docs/spec/engine-2-model.md section 3.
//
// Errors: VendorError, RequestError of validate_snapshot(). Threads: any.
#pragma once

#include <optional>

#include <boost/json.hpp>

#include "engine/use_cases/snapshot.hpp"

namespace schemad::use_cases {

// {hash, diff}; nullopt when nothing differs. `uploaded` is not yet validated; it is, before anything is read.
std::optional<boost::json::value> make_diff(const Reading&, const boost::json::value& uploaded, DiffMode, bool force,
                                            const apply::Context&);

} // namespace schemad::use_cases
