// SPDX-License-Identifier: Apache-2.0
// Bytes as text: UTF-8 from outside, WTF-8 inside. docs/spec/engine-2-model.md, "Two JS facts" and 4.2;
// docs/spec/engine-1-http.md 1.8. Pure functions over views; nothing is kept.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace schemad::js {

inline constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

bool is_ascii(std::string_view) noexcept;

// One step of the WHATWG decoder at a byte >= 0x80. Invalid: length is the maximal subpart that one U+FFFD stands for.
struct Utf8Step {
    std::size_t length;
    bool valid;
};
Utf8Step utf8_step(const char* at, const char* end) noexcept;

bool is_utf8(std::string_view) noexcept; // well-formed, without lone surrogates
// UTF-8 of unknown quality; every ill-formed part becomes U+FFFD.
void append_repaired(std::string& out, std::string_view bytes);
// A code point; a surrogate gives its three WTF-8 bytes.
void append_code_point(std::string& out, std::uint32_t code_point);
// WTF-8 to UTF-8: a lone surrogate becomes U+FFFD, as it does when JavaScript encodes a string.
void append_well_formed(std::string& out, std::string_view wtf8);

// The lone surrogate whose three bytes start here; 0 when something else does.
inline std::uint32_t surrogate_at(const char* at, const char* end) noexcept {
    const auto byte = [&](int i) { return static_cast<unsigned char>(at[i]); };
    if (end - at < 3 || byte(0) != 0xED || byte(1) < 0xA0) return 0;
    return 0xD000U | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
}

// Eight bytes at a time: the high bit of each byte of the result tells whether the byte matches. Only the lowest match
// is exact (a borrow may run upwards), which is all that a search for the first one needs.
namespace swar {
inline constexpr std::uint64_t ones = 0x0101010101010101U, highs = 0x8080808080808080U;
constexpr std::uint64_t equal_to(std::uint64_t word, unsigned char byte) noexcept {
    const std::uint64_t x = word ^ (ones * byte);
    return (x - ones) & ~x & highs;
}
constexpr std::uint64_t below(std::uint64_t word, unsigned char byte) noexcept { // byte <= 0x80
    return (word - ones * byte) & ~word & highs;
}
constexpr std::uint64_t not_ascii(std::uint64_t word) noexcept { return word & highs; }

// Up to eight bytes, the first one lowest; what is missing reads as 'a'.
inline std::uint64_t load(const char* at, std::size_t count = 8) noexcept {
    std::uint64_t word = ones * 'a';
    std::memcpy(&word, at, count);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
    return word;
}
constexpr std::size_t first(std::uint64_t matches) noexcept { // which byte; of none, 8
    return static_cast<std::size_t>(std::countr_zero(matches)) / 8;
}

// The first byte for which `matches` (over a word) has its high bit set, or end. 'a' must not match.
template <class Matches> const char* find(const char* at, const char* end, Matches matches) noexcept {
    for (; end - at >= 8; at += 8)
        if (const auto found = matches(load(at))) return at + first(found);
    if (at == end) return end;
    const auto found = matches(load(at, static_cast<std::size_t>(end - at)));
    return found ? at + first(found) : end;
}
} // namespace swar

} // namespace schemad::js
