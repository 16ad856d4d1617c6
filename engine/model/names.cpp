// SPDX-License-Identifier: Apache-2.0
#include "engine/model/names.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include <openssl/evp.h>

#include "engine/js/text.hpp"
#include "engine/js/value.hpp"
#include "engine/model/lower_case.hpp"
#include "engine/text/digest.hpp"

namespace schemad::model {
namespace {

std::string_view text_of(NameKind kind) {
    switch (kind) {
    case NameKind::unique: return "unique";
    case NameKind::index: return "index";
    case NameKind::foreign: return "foreign";
    }
    return "";
}

std::u16string to_utf16(std::string_view wtf8) {
    std::u16string out;
    out.reserve(wtf8.size());
    const char *at = wtf8.data(), *end = at + wtf8.size();
    const auto bits = [&](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])) & 0x3f; };
    while (at != end) {
        const auto lead = static_cast<unsigned char>(*at);
        if (lead < 0x80) {
            out += static_cast<char16_t>(lead);
            ++at;
            continue;
        }
        if (const auto lone = js::surrogate_at(at, end)) {
            out += static_cast<char16_t>(lone);
            at += 3;
            continue;
        }
        const auto step = js::utf8_step(at, end);
        if (!step.valid) {
            out += u'\ufffd';
        } else if (step.length == 2) {
            out += static_cast<char16_t>((lead & 0x1fu) << 6 | bits(1));
        } else if (step.length == 3) {
            out += static_cast<char16_t>((lead & 0xfu) << 12 | bits(1) << 6 | bits(2));
        } else {
            const std::uint32_t above = ((lead & 7u) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3)) - 0x10000;
            out += static_cast<char16_t>(0xd800 + (above >> 10));
            out += static_cast<char16_t>(0xdc00 + (above & 0x3ff));
        }
        at += step.length;
    }
    return out;
}

std::string to_utf8(std::u16string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t c = text[i];
        if (c >= 0xd800 && c < 0xe000) {
            const std::uint32_t low = i + 1 < text.size() ? text[i + 1] : 0;
            if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
                ++i;
            } else {
                c = 0xfffd;
            }
        }
        js::append_code_point(out, c);
    }
    return out;
}

// The absolute value of Java's String.hashCode, in hexadecimal digits.
std::string hash_of(std::u16string_view name) {
    std::uint32_t h = 0;
    for (const char16_t unit : name) h = 31 * h + unit;
    if (h > 0x7fffffff) h = 0 - h; // the smallest int32 stays 80000000, as JavaScript's Math.abs has it
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), h, 16).ptr;
    return {digits.data(), end};
}

} // namespace

std::string default_name(NameKind kind, std::string_view collection, std::span<const std::string_view> fields,
                         std::size_t max) {
    std::string plain(collection);
    for (char& c : plain)
        if (c == '.' || c == '-') c = '_';
    plain += '_';
    for (std::size_t i = 0; i < fields.size(); ++i) plain.append(i == 0 ? "" : "_").append(fields[i]);
    plain.append("_").append(text_of(kind));

    const auto name = lower_case(to_utf16(plain));
    if (max == 0 || name.size() <= max) return to_utf8(name);
    const auto suffix = std::string("__").append(hash_of(name)).append("_").append(text_of(kind));
    return to_utf8(name.substr(0, max > suffix.size() ? max - suffix.size() : 0)) + suffix;
}

std::string default_name(NameKind kind, std::string_view collection, std::string_view field, std::size_t max) {
    return default_name(kind, collection, std::span(&field, 1), max);
}

std::string hashed_name(std::string name, std::size_t max) {
    if (js::length(name) <= max) return name;
    const auto digest = text::sha1(name);
    std::array<unsigned char, 4 * EVP_MAX_MD_SIZE / 3 + 5> text{};
    const int length = EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(digest.data()),
                                       static_cast<int>(digest.size()));
    std::string encoded(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length));
    if (const auto pad = encoded.find('='); pad != std::string::npos) encoded.erase(pad, 1);
    return encoded;
}

std::string without_case(std::string_view name, bool ascii_only) {
    if (!ascii_only && !js::is_ascii(name)) {
        auto units = to_utf16(name);
        for (auto& unit : units)
            // one by one: what a letter becomes must not hang on its neighbours
            if (const auto lower = lower_case(std::u16string_view(&unit, 1)); !lower.empty()) unit = lower[0];
        return to_utf8(units);
    }
    std::string folded(name);
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return folded;
}

} // namespace schemad::model
