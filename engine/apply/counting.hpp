// SPDX-License-Identifier: Apache-2.0
// Questions that are answered by one number each, many of them in one round trip.
// Errors: VendorError, RequestError as of rethrow_translated(), of the question that fails. Threads: as one connection.
#pragma once

#include <cstdint>
#include <vector>

#include <schemad/host.hpp>

#include "engine/apply/concern.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::apply {

// 0 without a row.
std::int64_t count_of(Connection&, const plan::Statement&);

struct Question {
    const plan::Statement* statement; // borrowed
    Concern concern;
};
// The answers in order.
std::vector<std::int64_t> counts_of(Connection&, const std::vector<Question>&);

} // namespace schemad::apply
