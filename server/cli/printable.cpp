// SPDX-License-Identifier: Apache-2.0
#include "server/cli/printable.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace schemad::cli {
namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t size = 0; // 0: it is not whole yet
    bool valid = false;
};

Character character_at(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t size = first >= 0xc2 && first < 0xe0   ? 2
                             : (first & 0xf0) == 0xe0        ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
    if (size == 0) return {first, 1, false};
    std::uint32_t code = first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (i == text.size()) return {0, 0, false};
        if ((byte(i) & 0xc0) != 0x80) return {first, 1, false};
        code = code << 6 | (byte(i) & 0x3fU);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {first, 1, false};
    return {code, size, true};
}

bool is_hidden_or_commands(std::uint32_t code) noexcept {
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
           (code >= 0xe0000 && code <= 0xe0fff);
}

void append_escape(std::string& out, const Character& one) {
    if (!one.valid)
        out += fmt::format("\\x{:02x}", one.code);
    else if (one.code > 0xffff)
        out += fmt::format("\\u{:04x}\\u{:04x}", 0xd7c0 + (one.code >> 10), 0xdc00 + (one.code & 0x3ff));
    else
        out += fmt::format("\\u{:04x}", one.code);
}

} // namespace

std::size_t append_printable(std::string& out, std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto one = character_at(text.substr(at));
        if (one.size == 0) break;
        if (one.valid && !is_hidden_or_commands(one.code))
            out.append(text.substr(at, one.size));
        else
            append_escape(out, one);
        at += one.size;
    }
    return at;
}

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = append_printable(out, text); at < text.size(); ++at) // a character that never ends
        append_escape(out, {static_cast<unsigned char>(text[at]), 1, false});
    return out;
}

std::string one_line(std::string_view text) {
    std::string out;
    for (const char c : printable(text))
        if (c == '\n' || c == '\t')
            out += c == '\n' ? "\\n" : "\\t";
        else
            out += c;
    return out;
}

std::size_t width_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string shortened_to(std::string_view text, std::size_t columns) {
    if (width_of(text) <= columns) return std::string(text);
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end)
        if ((static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 && ++seen == columns) break;
    return std::string(text.substr(0, end)) + "…";
}

} // namespace schemad::cli
