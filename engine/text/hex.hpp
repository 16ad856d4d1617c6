// SPDX-License-Identifier: Apache-2.0
// Bytes as hexadecimal digits, small letters, and back. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace schemad::text {

inline constexpr std::string_view hex_digits = "0123456789abcdef";

inline std::string hex_of(std::string_view bytes) {
    std::string digits;
    digits.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        digits += hex_digits[static_cast<unsigned char>(c) >> 4];
        digits += hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return digits;
}

// nullopt: something else stands in it.
inline std::optional<std::string> bytes_of_hex(std::string_view digits) {
    if (digits.size() % 2) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = hex_digits.find(digits[i]), low = hex_digits.find(digits[i + 1]);
        if (high == hex_digits.npos || low == hex_digits.npos) return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

} // namespace schemad::text
