// SPDX-License-Identifier: Apache-2.0
#include "engine/js/text.hpp"

#include <algorithm>
#include <utility>

#include "engine/js/value.hpp"

namespace schemad::js {
namespace {

unsigned char byte_at(std::string_view text, std::size_t i) noexcept { return static_cast<unsigned char>(text[i]); }

bool is_continuation(unsigned char byte) noexcept { return (byte & 0xC0) == 0x80; }

// Code units from a position that starts a character.
class Units {
public:
    Units(std::string_view text, std::size_t at) noexcept : text_(text), at_(at) {}
    int next() noexcept { // -1 at the end
        if (low_) return std::exchange(low_, 0);
        if (at_ >= text_.size()) return -1;
        const auto tail = [&](std::size_t i) { return at_ + i < text_.size() ? byte_at(text_, at_ + i) & 0x3F : 0; };
        const int lead = byte_at(text_, at_);
        int unit = lead;
        std::size_t length = 1;
        if (lead >= 0xF0) {
            const int code = ((lead & 7) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)) - 0x10000;
            unit = 0xD800 + (code >> 10);
            low_ = 0xDC00 + (code & 0x3FF);
            length = 4;
        } else if (lead >= 0xE0) {
            unit = (lead & 15) << 12 | tail(1) << 6 | tail(2);
            length = 3;
        } else if (lead >= 0xC0) {
            unit = (lead & 31) << 6 | tail(1);
            length = 2;
        }
        at_ += length;
        return unit;
    }

private:
    std::string_view text_;
    std::size_t at_;
    int low_ = 0;
};

int compare_units(std::string_view a, std::string_view b, std::size_t from) noexcept {
    for (Units left(a, from), right(b, from);;) {
        const int x = left.next(), y = right.next();
        if (x != y) return x < y ? -1 : 1;
        if (x < 0) return 0;
    }
}

std::size_t common_prefix(std::string_view a, std::string_view b) noexcept {
    const std::size_t n = std::min(a.size(), b.size());
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8)
        if (const auto differs = swar::load(a.data() + i) ^ swar::load(b.data() + i)) return i + swar::first(differs);
    while (i < n && a[i] == b[i]) ++i;
    return i;
}

} // namespace

bool is_ascii(std::string_view text) noexcept {
    const char* end = text.data() + text.size();
    return swar::find(text.data(), end, swar::not_ascii) == end;
}

Utf8Step utf8_step(const char* at, const char* end) noexcept {
    const auto lead = static_cast<unsigned char>(*at);
    if (lead < 0x80) return {1, true};
    std::size_t needed = 0;
    unsigned char low = 0x80, high = 0xBF; // of the second byte: no overlong form, no surrogate, nothing above U+10FFFF
    if (lead >= 0xC2 && lead <= 0xDF) {
        needed = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        needed = 2;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        needed = 3;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    }
    if (!needed) return {1, false};
    for (std::size_t i = 1; i <= needed; ++i) {
        if (at + i == end) return {i, false};
        const auto byte = static_cast<unsigned char>(at[i]);
        if (byte < low || byte > high) return {i, false};
        low = 0x80, high = 0xBF;
    }
    return {needed + 1, true};
}

bool is_utf8(std::string_view bytes) noexcept {
    const char *at = bytes.data(), *const end = at + bytes.size();
    while ((at = swar::find(at, end, swar::not_ascii)) != end) {
        const auto step = utf8_step(at, end);
        if (!step.valid) return false;
        at += step.length;
    }
    return true;
}

void append_repaired(std::string& out, std::string_view bytes) {
    const char *at = bytes.data(), *from = at, *const end = at + bytes.size();
    for (;;) {
        at = swar::find(at, end, swar::not_ascii);
        if (at == end) break;
        const auto step = utf8_step(at, end);
        if (!step.valid) {
            out.append(from, at).append(replacement);
            from = at + step.length;
        }
        at += step.length;
    }
    out.append(from, end);
}

void append_code_point(std::string& out, std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    }
}

void append_well_formed(std::string& out, std::string_view wtf8) {
    const char *at = wtf8.data(), *from = at, *const end = at + wtf8.size();
    for (;;) {
        at = swar::find(at, end, [](std::uint64_t word) { return swar::equal_to(word, 0xED); });
        if (at == end) break;
        if (surrogate_at(at, end)) {
            out.append(from, at).append(replacement);
            at += 3;
            from = at;
        } else {
            ++at;
        }
    }
    out.append(from, end);
}

int compare(std::string_view a, std::string_view b) noexcept {
    const std::size_t i = common_prefix(a, b);
    if (i == a.size() || i == b.size()) return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
    const unsigned char x = byte_at(a, i), y = byte_at(b, i);
    // The order of the bytes is the order of the code points; that of the units differs only where a character above
    // U+FFFF, a pair of D800..DFFF, meets a lone surrogate or one of U+E000..U+FFFF.
    if (std::max(x, y) >= 0xF0 && std::min(x, y) >= 0xED) return compare_units(a, b, i);
    return x < y ? -1 : 1;
}

std::size_t length(std::string_view text) noexcept {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += static_cast<std::size_t>(!is_continuation(byte)) + static_cast<std::size_t>(byte >= 0xF0);
    }
    return units;
}

std::optional<std::uint32_t> array_index(std::string_view key) noexcept {
    if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1)) return std::nullopt;
    std::uint64_t index = 0;
    for (const char c : key) {
        if (c < '0' || c > '9') return std::nullopt;
        index = index * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (index > 4294967294U) return std::nullopt;
    return static_cast<std::uint32_t>(index);
}

} // namespace schemad::js
