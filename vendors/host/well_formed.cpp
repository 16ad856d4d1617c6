// SPDX-License-Identifier: Apache-2.0
#include "vendors/host/well_formed.hpp"

#include <cstddef>

namespace schemad::host {
namespace {

// Of the code point at the beginning, in bytes; 0: there is none. Neither overlong, nor a surrogate, nor past U+10FFFF.
std::size_t code_point(std::string_view bytes) noexcept {
    const auto at = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    const unsigned first = at(0), second = at(1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
    if (first < 0xE0) return 2;
    if (!follows(2)) return 0;
    if (first < 0xF0) return (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ? 0 : 3;
    if (!follows(3)) return 0;
    return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) ? 0 : 4;
}

} // namespace

std::string well_formed(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto size = code_point(bytes);
        if (size == 0)
            text += "\xEF\xBF\xBD";
        else
            text += bytes.substr(0, size);
        bytes.remove_prefix(size == 0 ? 1 : size);
    }
    return text;
}

} // namespace schemad::host
