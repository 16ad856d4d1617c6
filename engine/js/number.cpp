// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "engine/js/decimal.hpp"
#include "engine/js/value.hpp"

namespace schemad::js {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t safe = std::int64_t{1} << 53; // beyond it not every integer is a double

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// White space and line ends of ECMAScript that start here, in bytes; 0 for none.
std::size_t blank_at(std::string_view text) noexcept {
    if (text.empty()) return 0;
    if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
    if (text.starts_with("\xC2\xA0")) return 2;
    if (text.size() < 3) return 0;
    const auto three = text.substr(0, 3);
    if (three == "\xEF\xBB\xBF" || three == "\xE1\x9A\x80" || three == "\xE3\x80\x80" || three == "\xE2\x81\x9F")
        return 3;
    if (three.starts_with("\xE2\x80")) {
        const auto last = static_cast<unsigned char>(three[2]);
        if (last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF) return 3; // U+2000..200A, 2028, 2029, 202F
    }
    return 0;
}

std::string_view trim(std::string_view text) noexcept {
    while (const auto n = blank_at(text)) text.remove_prefix(n);
    for (;;) { // a blank is one to three bytes long
        std::size_t n = 1;
        while (n <= 3 && n <= text.size() && blank_at(text.substr(text.size() - n)) != n) ++n;
        if (n > 3 || n > text.size()) return text;
        text.remove_suffix(n);
    }
}

// The digits after 0x, 0o, 0b, rounded once: 61 bits and a sticky one are more than a double keeps.
std::optional<double> radix(std::string_view digits, int bits) noexcept {
    if (digits.empty()) return std::nullopt;
    std::uint64_t mantissa = 0;
    int exponent = 0;
    bool sticky = false;
    for (const char c : digits) {
        int digit = 99;
        if (is_digit(c))
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit >= 1 << bits) return std::nullopt;
        if (mantissa >> 60) {
            exponent = std::min(exponent + bits, 100'000);
            sticky = sticky || digit;
        } else {
            mantissa = mantissa << bits | static_cast<std::uint64_t>(digit);
        }
    }
    return std::ldexp(static_cast<double>(mantissa | static_cast<std::uint64_t>(sticky)), exponent);
}

// Where [digits][.digits][e[sign]digits] ends; 0 when there is no number.
std::size_t decimal_length(std::string_view text) noexcept {
    std::size_t i = 0, digits = 0;
    const auto skip = [&] {
        const std::size_t from = i;
        while (i < text.size() && is_digit(text[i])) ++i;
        return i - from;
    };
    digits = skip();
    if (i < text.size() && text[i] == '.') {
        ++i;
        digits += skip();
    }
    if (!digits) return 0;
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
        if (!skip()) return 0;
    }
    return i;
}

// Whether a number out of a double's range is too large (else too small): the sign of its decimal exponent.
bool is_huge(std::string_view text) noexcept {
    long long magnitude = 0; // places of the first significant digit before the dot
    bool dot = false, significant = false;
    std::size_t i = 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.') {
            dot = true;
        } else if (is_digit(text[i])) {
            significant = significant || text[i] != '0';
            if (significant && !dot) ++magnitude;
            if (!significant && dot) --magnitude;
        }
    }
    if (i == text.size()) return magnitude > 0;
    auto exponent = text.substr(i + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    long long power = 0;
    const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
    if (read.ec == std::errc::result_out_of_range) return !exponent.starts_with('-');
    return power > -magnitude;
}

} // namespace

double decimal(std::string_view text) noexcept {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc::result_out_of_range) return number;
    return std::copysign(is_huge(text) ? infinity : 0.0, text.starts_with('-') ? -1.0 : 1.0);
}

double number_of(const json::value& v) noexcept {
    if (const auto* i = v.if_int64()) return static_cast<double>(*i);
    if (const auto* u = v.if_uint64()) return static_cast<double>(*u);
    return *v.if_double();
}

std::int64_t truncated(double number) noexcept {
    constexpr double beyond = 9223372036854775808.0; // 2^63, the first that int64 cannot hold
    if (std::isnan(number)) return 0;
    if (number >= beyond) return std::numeric_limits<std::int64_t>::max();
    if (number < -beyond) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> whole(double number) noexcept {
    constexpr double beyond = 9223372036854775808.0;
    if (!(number >= -beyond && number < beyond) || number != std::trunc(number)) return std::nullopt;
    return truncated(number);
}

void append_number(std::string& out, double number) {
    std::array<char, 40> buffer{};
    if (std::isnan(number)) {
        out += "NaN";
        return;
    }
    if (std::abs(number) <= static_cast<double>(safe) && number == std::trunc(number)) { // -0 becomes 0 here
        const auto end = std::to_chars(buffer.begin(), buffer.end(), truncated(number)).ptr;
        out.append(buffer.begin(), end);
        return;
    }
    if (number < 0) out += '-';
    number = std::abs(number);
    if (number == infinity) {
        out += "Infinity";
        return;
    }
    // d[.ddd]e+xx, the shortest that reads back: its digits are JavaScript's, only laid out otherwise
    const auto end = std::to_chars(buffer.begin(), buffer.end(), number, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    std::array<char, 40> kept{};
    std::size_t k = 0;
    for (const char c : text.substr(0, e))
        if (c != '.') kept[k++] = c;
    const std::string_view digits(kept.data(), k);
    int exponent = 0;
    const std::size_t sign = text[e + 1] == '+' ? 1 : 0; // from_chars takes no plus
    std::from_chars(text.data() + e + 1 + sign, end, exponent);

    const int n = exponent + 1; // 0.ddd x 10^n, in the words of the standard
    if (n > 21 || n <= -6) {
        out += digits[0];
        if (k > 1) out.append(".").append(digits.substr(1));
        out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
    } else if (n <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-n), '0').append(digits);
    } else if (const auto whole = static_cast<std::size_t>(n); whole >= k) {
        out.append(digits).append(whole - k, '0');
    } else {
        out.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
    }
}

std::string number_text(double number) {
    std::string out;
    append_number(out, number);
    return out;
}

std::optional<double> to_number(std::string_view text) {
    text = trim(text);
    if (text.empty()) return 0.0;
    if (text.size() > 1 && text[0] == '0') { // no sign before these
        const char kind = static_cast<char>(text[1] | 0x20);
        if (kind == 'x') return radix(text.substr(2), 4);
        if (kind == 'o') return radix(text.substr(2), 3);
        if (kind == 'b') return radix(text.substr(2), 1);
    }
    const bool negative = text[0] == '-';
    if (negative || text[0] == '+') text.remove_prefix(1);
    double number = infinity;
    if (text != "Infinity") {
        if (text.empty() || decimal_length(text) != text.size()) return std::nullopt;
        number = decimal(text);
    }
    return negative ? -number : number;
}

} // namespace schemad::js
