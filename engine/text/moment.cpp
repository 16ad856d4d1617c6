// SPDX-License-Identifier: Apache-2.0
#include "engine/text/moment.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace schemad::text {

namespace {

// Cuts a number of that many digits off.
bool take(std::string_view& text, std::size_t digits, int& number) {
    if (text.size() < digits) return false;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + digits, number);
    if (fault != std::errc{} || end != text.data() + digits || number < 0) return false;
    text.remove_prefix(digits);
    return true;
}
bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

// Z, +02, +0200, +02:00 in minutes.
std::optional<int> offset_of(std::string_view text) {
    if (text.empty() || text == "Z") return 0;
    const int sign = text.front() == '-' ? -1 : 1;
    if (text.front() != '+' && text.front() != '-') return std::nullopt;
    text.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!take(text, 2, hours)) return std::nullopt;
    take(text, ':');
    if (!text.empty() && !take(text, 2, minutes)) return std::nullopt;
    if (!text.empty()) return std::nullopt;
    return sign * (hours * 60 + minutes);
}

// hh:mm[:ss[.f...]]
bool take_time(std::string_view& text, Moment& made) {
    int hours = 0, minutes = 0, seconds = 0, millionths = 0;
    if (!take(text, 2, hours) || !take(text, ':') || !take(text, 2, minutes)) return false;
    if (take(text, ':') && !take(text, 2, seconds)) return false;
    if (take(text, '.'))
        for (int place = 100'000, at = 1; !text.empty() && text.front() >= '0' && text.front() <= '9';
             text.remove_prefix(1), place /= 10, ++at) {
            millionths += (text.front() - '0') * place;
            if (text.front() != '0') made.digits = at;
        }
    if (hours > 23 || minutes > 59 || seconds > 59) return false;
    made.microseconds += ((hours * 60 + minutes) * 60 + seconds) * std::int64_t{1'000'000} + millionths;
    return true;
}

} // namespace

std::optional<Moment> read_moment(std::string_view text) {
    using namespace std::chrono;
    int year = 0, month = 0, day = 0;
    const bool has_date =
        take(text, 4, year) && take(text, '-') && take(text, 2, month) && take(text, '-') && take(text, 2, day);
    if (!has_date) return std::nullopt;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    Moment made{microseconds{sys_days{date}.time_since_epoch()}.count(), 0, !text.empty()};
    if (!made.has_time) return made;
    if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
    if (!take_time(text, made)) return std::nullopt;
    take(text, ' ');
    const auto offset = offset_of(text);
    if (!offset) return std::nullopt;
    made.microseconds -= microseconds{minutes{*offset}}.count();
    return made;
}

std::optional<Moment> read_time_of_day(std::string_view text) {
    Moment made;
    if (!take_time(text, made) || !text.empty()) return std::nullopt;
    return made;
}

std::string plain_moment(std::int64_t of) {
    using namespace std::chrono;
    const sys_time<microseconds> moment{microseconds{of}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    char text[64];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d.%06d", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    std::string made(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (made.back() == '0') made.pop_back(); // the second's own digits end at the point
    if (made.back() == '.') made.pop_back();
    return made;
}

} // namespace schemad::text
