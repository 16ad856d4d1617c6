// SPDX-License-Identifier: Apache-2.0
// A diff: what an uploaded snapshot would change here. docs/spec/engine-2-model.md section 3.
//
// Errors: VendorError, RequestError of validate_snapshot(). Threads: any.
#pragma once

#include <boost/json.hpp>

#include "engine/use_cases/snapshot.hpp"

namespace schemad::use_cases {

// `uploaded` is not yet validated; it is, before anything is read.
DiffAnswer make_diff(const Reading&, const boost::json::value& uploaded, const DiffRequest&, const Vendor&,
                     const apply::Context&);

} // namespace schemad::use_cases
