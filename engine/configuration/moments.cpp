// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/moments.hpp"

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/text/moment.hpp"

namespace schemad::configuration {

namespace {

namespace json = boost::json;

constexpr std::int64_t millisecond = 1000, most_milliseconds = 253'402'300'799'999; // the year 9999

std::optional<text::Moment> read(const Column& column, std::string_view text) {
    if (column.holds == Holds::time) return text::read_time_of_day(text);
    auto moment = text::read_moment(text);
    if (moment && column.holds == Holds::date && moment->has_time) return std::nullopt;
    return moment;
}

std::optional<std::int64_t> number_of(const json::value& value) {
    std::optional<std::int64_t> number;
    if (value.is_int64()) number = value.get_int64();
    if (value.is_double()) number = js::whole(value.get_double());
    return number && *number <= most_milliseconds && *number >= -most_milliseconds ? number : std::nullopt;
}

std::optional<text::Moment> read(const Column& column, const json::value& stated) {
    if (stated.is_string()) return read(column, std::string_view{stated.get_string()});
    const auto number = column.holds == Holds::time ? std::nullopt : number_of(stated);
    return number ? std::optional(text::Moment{*number * millisecond, 3}) : std::nullopt;
}

// A day may be stored with a time.
std::optional<text::Moment> read(const Column& column, const plan::Param& stored) {
    const auto of_number = [](std::int64_t number) -> std::optional<text::Moment> {
        if (number > most_milliseconds || number < -most_milliseconds) return std::nullopt;
        return text::Moment{number * millisecond, 3};
    };
    if (const auto* number = std::get_if<std::int64_t>(&stored)) return of_number(*number);
    if (const auto* number = std::get_if<double>(&stored)) {
        const auto whole = js::whole(*number);
        return whole ? of_number(*whole) : std::nullopt;
    }
    const auto* told = std::get_if<std::string>(&stored);
    if (!told) return std::nullopt;
    return column.holds == Holds::time ? text::read_time_of_day(*told) : text::read_moment(*told);
}

// As CURRENT_TIMESTAMP writes it: where that is stored it leads back to that.
bool is_sql_text(const json::value& value) {
    return value.is_string() && std::string_view{value.get_string()}.find('T') == std::string_view::npos;
}

std::int64_t floored(std::int64_t number, std::int64_t by) {
    const auto rest = number % by;
    return number - (rest < 0 ? rest + by : rest);
}

} // namespace

bool is_moment(Holds holds) noexcept {
    return holds == Holds::timestamp || holds == Holds::date_time || holds == Holds::date || holds == Holds::time;
}

std::string why_no_moment(const Column& column, const json::value& value) {
    const auto moment = read(column, value);
    if (moment && moment->digits <= 6) return {};
    if (moment) return "has more digits of a second than can be stored";
    if (column.holds == Holds::time) return "has to be a time of day, as \"23:59:59\", or null";
    if (column.holds == Holds::date) return "has to be a day, as \"2026-03-29\", or null";
    return "has to be a moment, as \"2026-03-29T02:30:00Z\", or null";
}

plan::Param moment_param(const Column& column, const json::value& value) {
    const auto moment = read(column, value);
    if (!moment) {
        if (value.is_string()) return std::string{std::string_view{value.get_string()}};
        return value.is_int64() ? plan::Param{value.get_int64()} : plan::Param{formats::write_json(value)};
    }
    if (column.holds == Holds::time) return std::string{std::string_view{value.get_string()}};
    if (column.milliseconds && moment->digits <= 3 && !is_sql_text(value)) return moment->microseconds / millisecond;
    auto plain = text::plain_moment(moment->microseconds);
    if (column.holds == Holds::date) plain.resize(10);
    return plain;
}

bool is_same_moment(const Column& column, const plan::Param& stored, const json::value& value) {
    const auto wanted = read(column, value), is = read(column, stored);
    if (!wanted || !is) {
        const auto* told = std::get_if<std::string>(&stored);
        return told && value.is_string() && std::string_view{value.get_string()} == *told;
    }
    const auto step = column.holds == Holds::date ? std::int64_t{86'400'000'000}
                      : wanted->digits > 3        ? std::int64_t{1}
                                                  : millisecond;
    return floored(wanted->microseconds, step) == floored(is->microseconds, step);
}

} // namespace schemad::configuration
