// SPDX-License-Identifier: Apache-2.0
// What a default in another vendor's words says, where the column could take the words themselves for no content: a
// snapshot does not say which vendor's they are, so they say what they say in each language that reads them.
// Threads: pure functions; nothing throws but bad_alloc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vendors/sql/meaning.hpp"

namespace schemad::sql {

enum class Clock { none, today, time_of_day };
// CURRENT_DATE, curdate(), date('now'), CURRENT_TIME, curtime(), ...
Clock clock_of(std::string_view text);

// The JSON text of a default that came as a string and is a call, "json_array()": the value that it makes, of the calls
// that make a constant one.
std::optional<std::string_view> made_by_call(std::string_view json);
// Any call in such a string: no value that somebody stated, most likely.
bool is_call_in_json(std::string_view json);

// A number that is computed of numbers alone, in the words of this speaker; nothing where a language that reads it
// would compute another one.
std::optional<std::string> computed_number(std::string_view text, Speaker to);

} // namespace schemad::sql
