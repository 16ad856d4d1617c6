// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/ascii_text.hpp"

#include <cstdint>

#include <boost/json.hpp>

#include "engine/formats/formats.hpp"
#include "engine/js/text.hpp"

namespace schemad::formats {

namespace json = boost::json;

namespace {

void append_unit(std::string& out, unsigned unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[(unit >> shift) & 15U];
}

std::uint32_t code_point(std::string_view valid) {
    auto point = static_cast<unsigned char>(valid[0]) & (0xFFU >> (valid.size() + 1));
    for (const char c : valid.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3FU);
    return point;
}

} // namespace

std::string ascii_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const char *at = text.data(), *const end = at + text.size();
    while (at != end) {
        if (static_cast<unsigned char>(*at) < 0x80) {
            out += *at++;
            continue;
        }
        if (const auto lone = js::surrogate_at(at, end)) {
            append_unit(out, lone);
            at += 3;
            continue;
        }
        const auto step = js::utf8_step(at, end);
        const auto point = step.valid ? code_point({at, step.length}) : 0xFFFDU;
        if (point >= 0x10000) {
            append_unit(out, 0xD800U + ((point - 0x10000U) >> 10));
            append_unit(out, 0xDC00U + ((point - 0x10000U) & 0x3FFU));
        } else {
            append_unit(out, point);
        }
        at += step.length;
    }
    return out;
}

std::string escaped(std::string_view text) {
    const auto quoted = write_json(json::value(text));
    return ascii_json(std::string_view{quoted}.substr(1, quoted.size() - 2));
}

std::string unescaped(std::string_view text) {
    try {
        const auto value = read_json('"' + std::string{text} + '"', {});
        if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    } catch (const ParseError&) { // somebody wrote into it; the seal tells
    }
    return std::string{text};
}

} // namespace schemad::formats
