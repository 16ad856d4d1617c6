// SPDX-License-Identifier: Apache-2.0
// Plans that are put aside to be agreed to, and what becomes of them. docs/http-api.md, POST /schema/plan?store=true.
//
// Errors: RequestError for what the client can mend, store::OwnTableFault, VendorError. Threads: as one connection.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include "engine/apply/context.hpp"
#include "engine/requests.hpp"

namespace schemad::use_cases {

// Makes the plan and stores it, under its id; one that is approved already stays so. {plan as POST /schema/plan tells
// it, stored: engine/approvals/stored_plan.hpp}
boost::json::object store_plan(Connection&, const boost::json::value& payload, const PlanRequest&, const StoreOrder&,
                               const apply::Context&);
// An apply as use_cases/apply.hpp; one that lacks consent stores its plan (as far as the database lets us) and says
// where it is to be approved.
ApplyReport apply_or_store(Connection&, const boost::json::value& payload, const ApplyRequest&, const apply::Context&);

boost::json::value stored_plans(Connection&); // {plans: [...]}, newest first, without what they are made of
// One with {payload, plan}, null where they were too long to keep; nullopt: there is none.
std::optional<boost::json::value> stored_plan_document(Connection&, std::string_view id);
// nullopt: there is none. 409 for one that is over, or was made for a model that has changed since.
std::optional<boost::json::value> decide(Connection&, std::string_view id, const Decision&, const apply::Context&);

} // namespace schemad::use_cases
