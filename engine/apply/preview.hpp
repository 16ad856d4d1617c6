// SPDX-License-Identifier: Apache-2.0
// A plan as a document and as a script: its SQL as it would run, what it destroys (counted), what is in its way
// (counted), what leads back. docs/http-api.md, POST /schema/plan.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "engine/apply/judged.hpp"
#include "engine/plan/script.hpp"

namespace schemad::apply {

struct Preview {
    boost::json::object document; // {id, hash, vendor, steps, summary, warnings}
    plan::Script script;          // the same as SQL
    std::string losses{};         // what it destroys, in words; empty: nothing, or it is not known
};

// Asks the connection for the keys of what is in the way. Errors: VendorError. Threads: as one connection.
Preview preview_of(Connection&, const Judged&);

// The same for a plan that was made without a database: nothing is counted, and `warnings` tell what is not known.
Preview preview_of(const plan::Plan&, const Vendor&, std::string_view hash, const std::vector<std::string>& warnings);

// What a confirmation names: another model, another diff or another statement gives another id.
std::string plan_id(const plan::Plan&, const Vendor&, std::string_view hash);

} // namespace schemad::apply
