// SPDX-License-Identifier: Apache-2.0
// A moment as people and databases read it: ISO 8601 in UTC, to the second. Pure, but for now().
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

namespace schemad::text {

inline std::int64_t seconds_now() noexcept { return static_cast<std::int64_t>(std::time(nullptr)); } // since 1970

// "2026-11-21T05:38:34Z"
inline std::string utc(std::int64_t seconds) {
    const auto moment = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&moment, &parts);
    char text[64];
    static_cast<void>(std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text;
}
inline std::string now_in_utc() { return utc(seconds_now()); }

} // namespace schemad::text
