// SPDX-License-Identifier: Apache-2.0
// The primary keys of a few of the rows that stand in the way of a change, so that people find them.
// docs/http-api.md, POST /schema/plan.
#pragma once

#include <optional>

#include <schemad/host.hpp>

#include "engine/plan/plan.hpp"

namespace schemad::apply {

// Of at most five rows that `check` counts: a value, or an array of values where the key has several columns. Numbers
// are numbers (beyond 2^53 text), bytes are hexadecimal text, text is cut at 200 characters. nullopt: the vendor cannot
// tell, or they are larger than 5 MiB. Errors: VendorError.
std::optional<boost::json::array> sampled_keys(Connection&, const plan::Statement& check);

} // namespace schemad::apply
