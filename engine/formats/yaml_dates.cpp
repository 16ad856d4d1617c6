// SPDX-License-Identifier: Apache-2.0
// Timestamps of YAML as JavaScript's Date takes them: a month 13 or an hour 25 rolls over, years 0 to 99 are 19xx.
#include <array>
#include <cstdio>

#include "engine/formats/yaml_schema.hpp"

namespace schemad::formats::yaml {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept { return a / b - static_cast<std::int64_t>(a % b < 0); }

// Days since 1970-01-01 of the first of a month (0..11) in the proleptic Gregorian calendar.
std::int64_t days_of(std::int64_t year, std::int64_t month) noexcept {
    const std::int64_t y = month < 2 ? year - 1 : year; // the year begins in March
    const std::int64_t m = (month + 10) % 12;
    return 365 * y + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) + (153 * m + 2) / 5 - 719'468;
}

struct Civil {
    std::int64_t year, month, day; // month 0..11, day 1..31
};

Civil civil_of(std::int64_t days) noexcept {
    days += 719'468;
    const std::int64_t era = floor_div(days, 146'097), in_era = days - era * 146'097;
    const std::int64_t y = (in_era - in_era / 1460 + in_era / 36'524 - in_era / 146'096) / 365;
    const std::int64_t in_year = in_era - (365 * y + y / 4 - y / 100), m = (5 * in_year + 2) / 153;
    const std::int64_t month = (m + 2) % 12;
    return {era * 400 + y + static_cast<std::int64_t>(month < 2), month, in_year - (153 * m + 2) / 5 + 1};
}

// What is left of the text, taken apart from the front.
struct Rest {
    std::string_view text;
    bool number(std::size_t least, std::size_t most, std::int64_t& out) noexcept {
        std::size_t n = 0;
        out = 0;
        while (n < text.size() && n < most && text[n] >= '0' && text[n] <= '9') out = out * 10 + (text[n++] - '0');
        if (n < least) return false;
        text.remove_prefix(n);
        return true;
    }
    bool take(char c) noexcept {
        if (text.empty() || text[0] != c) return false;
        text.remove_prefix(1);
        return true;
    }
    std::size_t blanks() noexcept {
        std::size_t n = 0;
        while (n < text.size() && (text[n] == ' ' || text[n] == '\t')) ++n;
        text.remove_prefix(n);
        return n;
    }
};

// [.digits*] [blanks] [Z | sign h[h][:mm]]; adds to the time. False: something else stands there.
bool fraction_and_zone(Rest rest, std::int64_t& time) noexcept {
    if (rest.take('.')) {
        std::int64_t unit = 100;
        while (!rest.text.empty() && rest.text[0] >= '0' && rest.text[0] <= '9') {
            time += unit * (rest.text[0] - '0');
            unit /= 10;
            rest.text.remove_prefix(1);
        }
    }
    if (rest.text.empty()) return true;
    rest.blanks();
    if (rest.take('Z')) return rest.text.empty();
    const bool minus = rest.take('-');
    if (!minus && !rest.take('+')) return false;
    std::int64_t hours = 0, minutes = 0;
    if (!rest.number(1, 2, hours)) return false;
    if (rest.take(':') && !rest.number(2, 2, minutes)) return false;
    const std::int64_t delta = (hours * 60 + minutes) * 60'000;
    time += minus ? delta : -delta;
    return rest.text.empty();
}

} // namespace

std::optional<std::int64_t> timestamp_of(std::string_view text) noexcept {
    if (text.size() < 8 || text[0] < '0' || text[0] > '9') return std::nullopt;
    Rest rest{text};
    std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (!rest.number(4, 4, year) || !rest.take('-') || !rest.number(1, 2, month) || !rest.take('-') ||
        !rest.number(1, 2, day))
        return std::nullopt;
    const bool date_only = rest.text.empty();
    if (date_only) {
        if (text.size() != 10) return std::nullopt; // both of two digits
    } else {
        if (!rest.take('T') && !rest.take('t') && rest.blanks() == 0) return std::nullopt;
        if (!rest.number(1, 2, hour) || !rest.take(':') || !rest.number(2, 2, minute) || !rest.take(':') ||
            !rest.number(2, 2, second))
            return std::nullopt;
    }
    if (year < 100) year += 1900;
    const std::int64_t months = year * 12 + month - 1;
    std::int64_t time = (days_of(floor_div(months, 12), months - floor_div(months, 12) * 12) + day - 1) * day_ms +
                        ((hour * 60 + minute) * 60 + second) * 1000;
    if (!date_only && !fraction_and_zone(rest, time)) return std::nullopt;
    return time;
}

std::string iso_text(std::int64_t milliseconds) {
    const auto date = civil_of(floor_div(milliseconds, day_ms));
    const auto ms = milliseconds - floor_div(milliseconds, day_ms) * day_ms;
    std::array<char, 64> out{};
    const char* format = date.year >= 0 && date.year <= 9999 ? "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld.%03lldZ"
                                                             : "%+07lld-%02lld-%02lldT%02lld:%02lld:%02lld.%03lldZ";
    static_cast<void>(std::snprintf(out.data(), out.size(), format, static_cast<long long>(date.year),
                                    static_cast<long long>(date.month + 1), static_cast<long long>(date.day),
                                    static_cast<long long>(ms / 3'600'000), static_cast<long long>(ms / 60'000 % 60),
                                    static_cast<long long>(ms / 1000 % 60), static_cast<long long>(ms % 1000)));
    return out.data();
}

std::string date_text(std::int64_t milliseconds) {
    static constexpr std::array<const char*, 7> days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor_div(milliseconds, day_ms);
    const auto date = civil_of(day);
    const auto ms = milliseconds - day * day_ms;
    std::array<char, 96> out{};
    static_cast<void>(std::snprintf(
        out.data(), out.size(), "%s %s %02lld %04lld %02lld:%02lld:%02lld GMT+0000 (Coordinated Universal Time)",
        days[static_cast<std::size_t>(day - floor_div(day, 7) * 7)], months[static_cast<std::size_t>(date.month)],
        static_cast<long long>(date.day), static_cast<long long>(date.year), static_cast<long long>(ms / 3'600'000),
        static_cast<long long>(ms / 60'000 % 60), static_cast<long long>(ms / 1000 % 60)));
    return out.data();
}

} // namespace schemad::formats::yaml
