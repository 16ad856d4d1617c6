// SPDX-License-Identifier: Apache-2.0
// Moments, days and times of day as texts: ISO, as clients and databases write them. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace schemad::text {

struct Moment {
    std::int64_t microseconds = 0; // since 1970, UTC; of a time of day since midnight
    int digits = 0; // of the fraction of its second that were stated and are not zero; more than six are cut
    bool has_time = true;
};

// "2026-03-29", "2026-03-29T02:30", "2026-03-29 02:30:00.123+02:00", "...Z"; where the text states no offset it is
// taken to be in UTC. nullopt: no such moment.
std::optional<Moment> read_moment(std::string_view);
// "02:30", "02:30:00.5"
std::optional<Moment> read_time_of_day(std::string_view);

// "2026-03-29 02:30:00", in UTC, with as many digits of the second as are not zero.
std::string plain_moment(std::int64_t microseconds);

} // namespace schemad::text
