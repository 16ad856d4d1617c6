// SPDX-License-Identifier: Apache-2.0
// A plan without a database, from two snapshots. docs/operations.md, `schemad plan`. Any thread.
#pragma once

#include "engine/apply/preview.hpp"
#include "engine/requests.hpp"

namespace schemad::use_cases {

struct OfflineRequest {
    const boost::json::value& from; // of the target as it is: whole, and of this vendor
    const boost::json::value& to;   // as it is to be
    DiffMode mode = DiffMode::mirror;
    bool force = false;           // `to` may be of another version or vendor
    model::VendorNames vendors{}; // which that may be
};

// As POST /schema/diff and then POST /schema/plan would answer; what cannot be known is told in `warnings`.
// Errors: RequestError as theirs.
apply::Preview plan_offline(const OfflineRequest&, const Vendor&);

} // namespace schemad::use_cases
