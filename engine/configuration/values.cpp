// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/configuration/moments.hpp"
#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "engine/text/digest.hpp"

namespace schemad::configuration {

namespace {

bool is_hex(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string lower(std::string_view text) {
    std::string made(text);
    for (auto& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

std::int64_t characters_of(std::string_view text) noexcept {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// A zero byte or half a surrogate pair: no database holds it as text.
bool is_broken(std::string_view text) noexcept {
    if (text.find('\0') != std::string_view::npos) return true;
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (static_cast<unsigned char>(text[i]) == 0xed && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return true;
    return false;
}

bool is_broken_inside(const json::value& value) {
    switch (value.kind()) {
    case json::kind::string: return is_broken(value.get_string());
    case json::kind::array: return std::any_of(value.get_array().begin(), value.get_array().end(), is_broken_inside);
    case json::kind::object:
        return std::any_of(value.get_object().begin(), value.get_object().end(),
                           [](const auto& m) { return is_broken(m.key()) || is_broken_inside(m.value()); });
    default: return false;
    }
}

// Also as its digits in a text: clients keep the keys of what they sent as members of an object, and send those again.
std::optional<std::int64_t> whole_of(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_string()) {
        const std::string_view text = value.get_string();
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (problem != std::errc{} || std::to_string(number) != text) return std::nullopt; // "007" is no number
        return number;
    }
    if (value.is_uint64()) return std::nullopt; // beyond int64
    if (value.is_double()) return js::whole(value.get_double());
    return std::nullopt;
}

bool is_plain_number(std::string_view text) noexcept { // -12.50
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    const auto digits = [&] {
        std::size_t n = 0;
        while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
        text.remove_prefix(n);
        return n > 0;
    };
    if (!digits()) return false;
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
    return digits() && text.empty();
}

// The same for the same number: -0.50 is -0.5, 007 is 7.
std::string plain_digits(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
    if (text.find('.') != std::string_view::npos) {
        while (text.ends_with('0')) text.remove_suffix(1);
        if (text.ends_with('.')) text.remove_suffix(1);
    }
    return (negative && text != "0" ? "-" : "") + std::string(text);
}

std::string why_no_text(const Column& column, std::string_view text) {
    if (is_broken(text)) return "holds a character that no text of the database can hold";
    if (column.most >= 0 && characters_of(text) > column.most)
        return "is longer than the " + std::to_string(column.most) + " characters that its column holds";
    return {};
}

std::string why_no_list(const json::value& value) {
    if (value.is_string()) return {};
    if (!value.is_array()) return "has to be a list of texts or null";
    for (const auto& one : value.get_array()) {
        if (!one.is_string()) return "has to be a list of texts";
        const std::string_view text = one.get_string();
        if (text.find(',') != std::string_view::npos) return "holds a text with a comma, which separates them";
        if (is_broken(text)) return "holds a character that no text of the database can hold";
    }
    return {};
}

json::array split(std::string_view text) {
    json::array list;
    for (std::size_t at = 0; !text.empty() && at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        list.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return list;
}

std::string joined(const json::array& list) {
    std::string text;
    bool first = true;
    for (const auto& one : list) {
        if (!std::exchange(first, false)) text += ',';
        text += std::string_view{one.get_string()};
    }
    return text;
}

json::value plain(const plan::Param& stored) {
    return std::visit([](const auto& v) { return json::value(v); }, stored);
}

} // namespace

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
}

std::string uuid_from(std::string_view seed) {
    auto hex = text::sha256_hex(seed).substr(0, 32);
    hex[12] = '4';
    hex[16] = "89ab"[static_cast<std::size_t>(hex[16]) & 3u];
    std::string made;
    for (std::size_t i = 0; i < hex.size(); ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) made += '-';
        made += hex[i];
    }
    return made;
}

std::string why_not(const Column& column, const json::value& value) {
    if (column.generated) return "is made by the database, and cannot be stated";
    if (value.is_null()) return column.nullable ? std::string{} : "must not be null";
    switch (column.holds) {
    case Holds::text: return value.is_string() ? why_no_text(column, value.get_string()) : "has to be a text or null";
    case Holds::uuid:
        if (!value.is_string() || !is_uuid(value.get_string())) return "has to be a UUID or null";
        return {};
    case Holds::integer: {
        const auto number = whole_of(value);
        if (!number) return "has to be a whole number or null";
        if (*number < std::numeric_limits<std::int32_t>::min() || *number > std::numeric_limits<std::int32_t>::max())
            return "is out of the range that its column holds";
        return {};
    }
    case Holds::big_integer: return whole_of(value) ? std::string{} : "has to be a whole number or null";
    case Holds::number: return value.is_number() ? std::string{} : "has to be a number or null";
    case Holds::decimal:
        if (value.is_number() || (value.is_string() && is_plain_number(value.get_string()))) return {};
        return "has to be a number or null";
    case Holds::boolean: return value.is_bool() ? std::string{} : "has to be true, false or null";
    case Holds::json:
        return is_broken_inside(value) ? "holds a character that no text of the database can hold" : std::string{};
    case Holds::csv: return why_no_list(value);
    case Holds::timestamp:
    case Holds::date_time:
    case Holds::date:
    case Holds::time: return why_no_moment(column, value);
    case Holds::other: break;
    }
    return "is of a type that no record can state here";
}

plan::Param encoded(const Column& column, const json::value& value) {
    if (value.is_null()) return nullptr;
    if (is_moment(column.holds)) return moment_param(column, value);
    switch (column.holds) {
    case Holds::boolean: return value.is_bool() ? plan::Param{value.get_bool()} : plan::Param{value.get_int64()};
    case Holds::integer:
    case Holds::big_integer:
        if (const auto number = whole_of(value)) return *number;
        break;
    case Holds::number:
        if (value.is_string()) break; // NaN
        return js::number_of(value);
    case Holds::uuid: return lower(value.get_string()); // as keys are written: references are compared as texts, too
    case Holds::json: return formats::write_json(value);
    case Holds::csv:
        return value.is_array() ? joined(value.get_array()) : std::string{std::string_view{value.get_string()}};
    default: break;
    }
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    if (value.is_int64()) return value.get_int64();
    return formats::write_json(value); // a decimal as its digits
}

json::value decoded(const Column& column, const plan::Param& stored) {
    if (std::holds_alternative<std::nullptr_t>(stored)) return nullptr;
    const auto* text = std::get_if<std::string>(&stored);
    switch (column.holds) {
    case Holds::boolean:
        if (const auto* truth = std::get_if<bool>(&stored)) return *truth;
        if (const auto* number = std::get_if<std::int64_t>(&stored)) return *number != 0;
        return text ? json::value(*text == "1" || *text == "t" || *text == "true") : plain(stored);
    case Holds::json:
        if (!text) return plain(stored);
        try {
            return formats::read_json(*text, formats::Limits{});
        } catch (const formats::ParseError&) { return json::value(*text); } // text that is no JSON stays text
    case Holds::csv: return text ? json::value(split(*text)) : plain(stored);
    case Holds::integer:
    case Holds::big_integer: {
        std::int64_t number = 0;
        if (!text) return plain(stored);
        const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
        return problem == std::errc{} && end == text->data() + text->size() ? json::value(number) : json::value(*text);
    }
    case Holds::number:
    case Holds::decimal:
        if (text)
            if (const auto number = js::to_number(*text)) return *number;
        return plain(stored);
    default: return plain(stored);
    }
}

bool same(const Column& column, const plan::Param& stored, const json::value& value) {
    if (is_moment(column.holds) && !value.is_null()) return is_same_moment(column, stored, value);
    if (const auto* told = std::get_if<std::string>(&stored);
        told && value.is_string() && column.holds != Holds::json && *told == value.get_string())
        return true;
    const auto is = decoded(column, stored);
    if (is.is_null() || value.is_null()) return is.is_null() && value.is_null();
    switch (column.holds) {
    case Holds::integer:
    case Holds::big_integer: return is.is_int64() ? whole_of(value) == is.get_int64() : js::equal(is, value);
    case Holds::uuid: return is.is_string() && value.is_string() && lower(is.get_string()) == lower(value.get_string());
    case Holds::csv:
        return std::get_if<std::string>(&stored) &&
               std::get<std::string>(encoded(column, value)) == std::get<std::string>(stored);
    case Holds::boolean:
        if (value.is_int64())
            return std::get_if<std::int64_t>(&stored) && std::get<std::int64_t>(stored) == value.get_int64();
        break;
    case Holds::number:
        if (const auto* real = std::get_if<double>(&stored); real && value.is_string())
            return js::to_number(value.get_string()).value_or(0) == *real ||
                   (std::isnan(*real) && std::string_view{value.get_string()} == "NaN");
        break;
    case Holds::decimal:
        if (const auto* told = std::get_if<std::string>(&stored);
            told && value.is_string() && is_plain_number(*told) && is_plain_number(value.get_string()))
            return plain_digits(*told) == plain_digits(value.get_string());
        if (value.is_string()) {
            const auto number = js::to_number(value.get_string());
            return number && is.is_number() && js::number_of(is) == *number;
        }
        break;
    default: break;
    }
    return js::equal(is, value);
}

std::string key_text(const Column& column, const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string())
        return column.holds == Holds::uuid ? lower(value.get_string())
                                           : std::string{std::string_view{value.get_string()}};
    if (const auto number = whole_of(value)) return std::to_string(*number);
    return formats::write_json(value);
}

} // namespace schemad::configuration
