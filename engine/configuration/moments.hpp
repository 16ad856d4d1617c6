// SPDX-License-Identifier: Apache-2.0
// Days, moments and times of day of a record: as a client states them and as the database tells them. Pure; any thread.
#pragma once

#include <boost/json.hpp>

#include "engine/configuration/table.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::configuration {

bool is_moment(Holds) noexcept;
// Why it is none; empty: it is one. What stands in the database by other hands (0000-00-00, infinity) is none.
std::string why_no_moment(const Column&, const boost::json::value&);
// In UTC. What is none goes as it is: it leads back to what the database told.
plan::Param moment_param(const Column&, const boost::json::value&);
// Of stated digits of a second only as many are compared as are stated, and never less than those of a millisecond:
// more are told to nobody.
bool is_same_moment(const Column&, const plan::Param& stored, const boost::json::value&);

} // namespace schemad::configuration
