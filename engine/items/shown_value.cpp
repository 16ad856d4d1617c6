// SPDX-License-Identifier: Apache-2.0
#include "engine/items/shown_value.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include <schemad/host.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/text.hpp"
#include "engine/text/moment.hpp"

namespace schemad::items {

namespace {

namespace json = boost::json;

std::string iso_of(std::int64_t milliseconds, bool with_zone) {
    using namespace std::chrono;
    const sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds{milliseconds}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    char text[48];
    const auto year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month()), in_month = static_cast<unsigned>(date.day());
    const auto hours = static_cast<int>(time.hours().count()), minutes = static_cast<int>(time.minutes().count());
    const auto seconds = static_cast<int>(time.seconds().count());
    const auto rest = static_cast<int>(time.subseconds().count());
    const int size = with_zone ? std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", year, month,
                                               in_month, hours, minutes, seconds, rest)
                               : std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", year, month,
                                               in_month, hours, minutes, seconds);
    return {text, size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::string clean(std::string_view bytes) {
    std::string text;
    if (js::is_ascii(bytes)) return std::string(bytes);
    js::append_repaired(text, bytes);
    return text;
}

// Milliseconds since 1970, in UTC; where the text states no offset it is taken to be in UTC.
std::optional<std::int64_t> moment_of(std::string_view text) {
    const auto moment = text::read_moment(text);
    if (!moment) return std::nullopt;
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds{moment->microseconds}).count();
}

json::value shown_moment(const schemad_value& cell, std::string_view type) {
    std::optional<std::int64_t> moment;
    if (cell.kind == SCHEMAD_INT64) moment = cell.as.integer;
    if (cell.kind == SCHEMAD_DOUBLE) moment = static_cast<std::int64_t>(cell.as.real);
    if (cell.kind == SCHEMAD_TEXT) moment = moment_of(view(cell.as.text));
    constexpr std::int64_t most = 253'402'300'799'999; // the year 9999
    if (!moment || *moment > most || *moment < -most) {
        if (cell.kind == SCHEMAD_TEXT) return json::value(clean(view(cell.as.text))); // as it is
        return moment ? json::value(*moment) : json::value(nullptr);
    }
    auto text = iso_of(*moment, type == "timestamp");
    if (type == "date") text.resize(10);
    return json::value(text);
}

// Who reads JSON into doubles would read another number, and send that back: beyond 2^53 its digits go as a text.
json::value shown_number(std::int64_t number) {
    constexpr std::int64_t most = std::int64_t{1} << 53;
    if (number >= -most && number <= most) return number;
    return json::value(std::to_string(number));
}

json::value shown_flag(const schemad_value& cell) {
    if (cell.kind == SCHEMAD_DOUBLE) return cell.as.real != 0;
    if (cell.kind != SCHEMAD_TEXT) return cell.as.integer != 0;
    const auto text = view(cell.as.text);
    return text == "1" || text == "true" || text == "t";
}

json::value shown_json(std::string_view text) {
    try {
        return formats::read_json(text, formats::Limits{});
    } catch (const formats::ParseError&) { return json::value(clean(text)); } // text that is no JSON stays text
}

json::value shown_list(std::string_view text) {
    json::array list;
    for (std::size_t at = 0; !text.empty() && at <= text.size();) { // an empty text is an empty list
        const auto end = std::min(text.find(',', at), text.size());
        list.emplace_back(clean(text.substr(at, end - at)));
        at = end + 1;
    }
    return list;
}

} // namespace

json::value shown_value(const schemad_value& cell, std::string_view type) {
    if (cell.kind == SCHEMAD_NULL) return nullptr;
    if (type == "boolean") return shown_flag(cell);
    if (type == "timestamp" || type == "dateTime" || type == "date") return shown_moment(cell, type);
    switch (cell.kind) {
    case SCHEMAD_INT64: return shown_number(cell.as.integer);
    case SCHEMAD_DOUBLE: return cell.as.real;
    case SCHEMAD_BOOL: return cell.as.integer != 0;
    default: break;
    }
    const auto text = view(cell.as.text);
    if (type == "json") return shown_json(text);
    if (type == "csv") return shown_list(text);
    if (type == "integer" || type == "float") {
        double number = 0;
        std::int64_t whole = 0;
        const auto* end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc{} && read.ptr == end)
            return shown_number(whole);
        if (const auto read = std::from_chars(text.data(), end, number); read.ec == std::errc{} && read.ptr == end)
            return number;
    }
    return json::value(clean(text));
}

} // namespace schemad::items
