// SPDX-License-Identifier: Apache-2.0
// A value of a record as its column holds it, and back. docs/spec/configuration.md 2. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "engine/configuration/table.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::configuration {

namespace json = boost::json;

// Why the column cannot hold this value; empty: it can. Says nothing of the value itself. Null where the column may not
// be null is a fault too.
std::string why_not(const Column&, const json::value&);

// Requires that it can be held, but of a moment, which may be what the database told, however odd.
plan::Param encoded(const Column&, const json::value&);
json::value decoded(const Column&, const plan::Param&);

// Whether writing the value would leave what is stored as it is.
bool same(const Column&, const plan::Param& stored, const json::value&);

// How a key is compared and shown: a UUID in lower case, a number as its digits; empty for null.
std::string key_text(const Column&, const json::value&);
bool is_uuid(std::string_view) noexcept;
// The same for the same seed, so that a plan is the same plan when it is made again.
std::string uuid_from(std::string_view seed);

} // namespace schemad::configuration
