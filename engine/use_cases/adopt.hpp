// SPDX-License-Identifier: Apache-2.0
// Tables that are there become collections, or cease to be: what would come of it, or the apply of that.
// docs/http-api.md, POST /schema/adopt.
//
// Errors: as apply_diff; RequestError (400) for patterns that are none. Threads: as one connection.
#pragma once

#include "engine/guard/name_patterns.hpp"
#include "engine/use_cases/apply.hpp"

namespace schemad::use_cases {

class Adopting {
public:
    // Both are borrowed. One of these serves one request, and is used again when the view has to be taken anew.
    Adopting(const AdoptRequest&, const apply::Context&);

    // Changes nothing, but makes the plan: what could not be applied is refused here.
    boost::json::object look(Connection&);
    // All or nothing, as apply_diff.
    boost::json::object apply(Connection&);
    const ApplyReport& report() const noexcept { return report_; } // of apply()

private:
    boost::json::value payload_of(const snapshot::Model&, const Vendor&);

    const AdoptRequest& request_;
    const apply::Context& context_;
    guard::NamePatterns tables_;
    boost::json::object document_;
    ApplyReport report_;
};

} // namespace schemad::use_cases
