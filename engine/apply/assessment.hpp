// SPDX-License-Identifier: Apache-2.0
// What a plan meets in the database as it is: how many rows stand in the way of each step, and how much each takes
// along. Asked once; the apply, its consent, its history and the preview all read the same.
//
// Errors: VendorError, RequestError as of rethrow_translated(). Threads: as one connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/plan/plan.hpp"

namespace schemad::apply {

struct Obstacle {
    std::size_t step = 0;
    const plan::Statement* check = nullptr; // of the plan, which is borrowed
    std::int64_t count = 0;                 // of rows, above zero
};

struct Assessment {
    std::vector<Obstacle> in_the_way;    // in the order of the steps
    std::vector<std::int64_t> destroyed; // by step: rows or values; zero where nothing was asked
};

enum class Counting { checks, losses_too };
Assessment assess(Connection&, const plan::Plan&, Counting);

// The table that a check of the step asks.
const std::string& table_of(const plan::Step&, const plan::Statement& check);

// Throws RequestError of the first obstacle, with the count of rows and the keys of a few.
void refuse_obstacles(Connection&, const plan::Plan&, const Assessment&);

} // namespace schemad::apply
