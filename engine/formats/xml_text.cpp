// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/xml_text.hpp"

#include <cstdint>

namespace schemad::formats::xml {
namespace {

// The next code point; a lone surrogate is its own number.
std::uint32_t next(std::string_view text, std::size_t& i) noexcept {
    const auto tail = [&](std::size_t n) {
        return i + n < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + n])) & 0x3FU : 0U;
    };
    const auto lead = static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    std::uint32_t code = lead;
    std::size_t bytes = 1;
    if (lead >= 0xF0) {
        code = (lead & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), bytes = 4;
    } else if (lead >= 0xE0) {
        code = (lead & 15) << 12 | tail(1) << 6 | tail(2), bytes = 3;
    } else if (lead >= 0xC0) {
        code = (lead & 31) << 6 | tail(1), bytes = 2;
    }
    i += bytes;
    return code;
}

bool is_name_start(std::uint32_t c) noexcept {
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    const auto in = [c](std::uint32_t from, std::uint32_t to) { return c >= from && c <= to; };
    return in(0xC0, 0xD6) || in(0xD8, 0xF6) || in(0xF8, 0x2FF) || in(0x370, 0x37D) || in(0x37F, 0x1FFF) ||
           in(0x200C, 0x200D) || in(0x2070, 0x218F) || in(0x2C00, 0x2FEF) || in(0x3001, 0xD7FF) || in(0xF900, 0xFDCF) ||
           in(0xFDF0, 0xFFFD) || in(0x10000, 0xEFFFF);
}

bool is_name_char(std::uint32_t c) noexcept {
    return is_name_start(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040);
}

} // namespace

bool is_name(std::string_view text) noexcept {
    if (text.empty()) return false;
    for (std::size_t i = 0; i < text.size();) {
        const bool first = i == 0;
        const auto c = next(text, i);
        if (first ? !is_name_start(c) : !is_name_char(c)) return false;
    }
    return true;
}

bool is_text(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte < 0xED) { // no text that starts with these is refused
            ++i;
            continue;
        }
        const auto c = next(text, i);
        if (c < 0x20 ? (c != '\t' && c != '\n' && c != '\r')
                     : ((c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF))
            return false;
    }
    return true;
}

void append_text(std::string& out, std::string_view text) {
    for (std::size_t from = 0;;) {
        auto at = text.find_first_of("&<>", from);
        while (at != std::string_view::npos && text[at] == '>' && !(at >= 2 && text.substr(at - 2, 2) == "]]"))
            at = text.find_first_of("&<>", at + 1);
        out.append(text.substr(from, at - from));
        if (at == std::string_view::npos) return;
        out += text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : "&gt;";
        from = at + 1;
    }
}

void append_attribute(std::string& out, std::string_view text) {
    for (std::size_t from = 0;;) {
        const auto at = text.find_first_of("&<'", from);
        out.append(text.substr(from, at - from));
        if (at == std::string_view::npos) return;
        out += text[at] == '&' ? "&amp;" : text[at] == '<' ? "&lt;" : "&apos;";
        from = at + 1;
    }
}

} // namespace schemad::formats::xml
