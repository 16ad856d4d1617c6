// SPDX-License-Identifier: Apache-2.0
// Numbers of js-yaml 4.3: no underscores, no base 60, 0b and 0o and 0x with a sign.
#include <cmath>
#include <limits>

#include "engine/formats/yaml_schema.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats::yaml {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

int digit_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// An exact integer while 64 bits hold it, else the nearest double. Minus zero is a double.
json::value with_sign(std::uint64_t magnitude, bool negative) {
    if (!negative) {
        if (magnitude <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return static_cast<std::int64_t>(magnitude);
        return magnitude;
    }
    if (magnitude == 0) return -0.0;
    if (magnitude <= std::uint64_t{1} << 63) return static_cast<std::int64_t>(~magnitude + 1);
    return -static_cast<double>(magnitude);
}

std::optional<json::value> power_of_two(std::string_view digits, int bits, bool negative) {
    if (digits.empty()) return std::nullopt;
    std::uint64_t kept = 0; // the 64 leading bits; what falls out below only matters as "something more"
    int dropped = 0;
    bool more = false;
    for (const char c : digits) {
        const int value = digit_value(c);
        if (value >= 1 << bits) return std::nullopt;
        for (int bit = bits - 1; bit >= 0; --bit) {
            const bool one = (value >> bit & 1) != 0;
            if (dropped || kept >> 63) {
                more |= one;
                if (dropped < 1'000'000) ++dropped;
            } else {
                kept = kept << 1 | static_cast<std::uint64_t>(one);
            }
        }
    }
    if (!dropped) return with_sign(kept, negative);
    const double value = std::ldexp(static_cast<double>(kept | static_cast<std::uint64_t>(more)), dropped);
    if (!std::isfinite(value)) return std::nullopt;
    return negative ? -value : value;
}

std::optional<json::value> decimal_digits(std::string_view digits, bool negative) {
    if (digits.empty()) return std::nullopt;
    std::uint64_t value = 0;
    bool fits = true;
    for (const char c : digits) {
        if (!is_digit(c)) return std::nullopt;
        fits = fits && !__builtin_mul_overflow(value, 10U, &value) &&
               !__builtin_add_overflow(value, static_cast<std::uint64_t>(c - '0'), &value);
    }
    if (fits) return with_sign(value, negative);
    const auto number = js::to_number(digits);
    if (!number || !std::isfinite(*number)) return std::nullopt;
    return negative ? -*number : *number;
}

} // namespace

std::optional<json::value> integer_of(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text == "0") return std::int64_t{0}; // "-0" too
    if (text.size() > 1 && text[0] == '0') {
        if (text[1] == 'b') return power_of_two(text.substr(2), 1, negative);
        if (text[1] == 'o') return power_of_two(text.substr(2), 3, negative);
        if (text[1] == 'x') return power_of_two(text.substr(2), 4, negative);
    }
    return decimal_digits(text, negative);
}

std::optional<double> float_of(std::string_view text) {
    std::string_view rest = text;
    bool negative = false;
    const bool has_sign = !rest.empty() && (rest[0] == '-' || rest[0] == '+');
    if (has_sign) {
        negative = rest[0] == '-';
        rest.remove_prefix(1);
    }
    if (rest == ".inf" || rest == ".Inf" || rest == ".INF") {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return negative ? -infinity : infinity;
    }
    if (!has_sign && (rest == ".nan" || rest == ".NaN" || rest == ".NAN"))
        return std::numeric_limits<double>::quiet_NaN();

    // digits [. digits*] [e] or, without a sign, . digits [e]
    std::size_t i = 0;
    const auto digits = [&] {
        const std::size_t from = i;
        while (i < rest.size() && is_digit(rest[i])) ++i;
        return i - from;
    };
    const bool whole = digits() > 0;
    if (!whole && has_sign) return std::nullopt;
    if (i < rest.size() && rest[i] == '.') {
        ++i;
        if (digits() == 0 && !whole) return std::nullopt;
    } else if (!whole) {
        return std::nullopt;
    }
    if (i < rest.size() && (rest[i] == 'e' || rest[i] == 'E')) {
        ++i;
        if (i < rest.size() && (rest[i] == '-' || rest[i] == '+')) ++i;
        if (digits() == 0) return std::nullopt;
    }
    if (i != rest.size()) return std::nullopt;
    const auto value = js::to_number(rest);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return negative ? -*value : *value;
}

} // namespace schemad::formats::yaml
