// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_style.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/formats/yaml_fold.hpp"
#include "engine/formats/yaml_schema.hpp"

namespace schemad::formats::yaml {
namespace {

struct CodePoint {
    std::uint32_t value;
    std::size_t bytes;
};

CodePoint code_point_at(std::string_view text, std::size_t i) noexcept {
    const auto byte = [&](std::size_t n) {
        return i + n < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + n])) : 0U;
    };
    const auto tail = [&](std::size_t n) { return byte(n) & 0x3FU; };
    const auto lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xE0) return {(lead & 0x1F) << 6 | tail(1), 2};
    if (lead < 0xF0) return {(lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3};
    return {(lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
}

bool is_printable(std::uint32_t c) noexcept {
    if (c < 0xA1) return c >= 0x20 && c <= 0x7E;
    if (c <= 0xD7FF) return c != 0x2028 && c != 0x2029;
    if (c <= 0xFFFF) return c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF;
    return true;
}

bool is_blank(std::uint32_t c) noexcept { return c == ' ' || c == '\t'; }

bool is_plain_first(char c) noexcept { // of a printable character
    return std::string_view(" -?:,[]{}#&*!|=>'\"%@`").find(c) == std::string_view::npos;
}

// Words and base 60 numbers of YAML 1.1, quoted for readers older than the file.
bool is_yaml_1_1(std::string_view text) noexcept {
    static constexpr std::array<std::string_view, 16> booleans{"y", "Y", "yes", "Yes", "YES", "on",  "On",  "ON",
                                                               "n", "N", "no",  "No",  "NO",  "off", "Off", "OFF"};
    if (text.size() <= 3 && std::find(booleans.begin(), booleans.end(), text) != booleans.end()) return true;
    // [-+]?[0-9_]+(:[0-9_]+)+(\.[0-9_]*)?
    std::size_t i = 0;
    const auto digits = [&] {
        const auto from = i;
        while (i < text.size() && ((text[i] >= '0' && text[i] <= '9') || text[i] == '_')) ++i;
        return i - from;
    };
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++i;
    if (digits() == 0) return false;
    std::size_t groups = 0;
    for (; i < text.size() && text[i] == ':'; ++groups) {
        ++i;
        if (digits() == 0) return false;
    }
    if (groups == 0) return false;
    if (i < text.size() && text[i] == '.') {
        ++i;
        digits();
    }
    return i == text.size();
}

// What a pass over the text finds.
struct Traits {
    bool printable = true;
    bool plain = true; // each character may stand in a plain scalar
    bool has_break = false;
    bool has_foldable_line = false; // longer than the width and not indented
};

Traits traits_of(std::string_view text, bool single_line, std::size_t width) noexcept {
    Traits traits;
    std::uint32_t previous = 0; // NUL is neither printable nor blank
    std::size_t units = 0;      // of this line, UTF-16
    std::size_t line = 0;       // where it starts
    const auto end_line = [&] {
        if (units > width && text[line] != ' ') traits.has_foldable_line = true;
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto c = code_point_at(text, i);
        i += c.bytes;
        if (c.value == '\n' && !single_line) {
            traits.has_break = true;
            end_line();
            units = 0, line = i;
        } else if (!is_printable(c.value)) {
            traits.printable = false;
            return traits;
        } else {
            units += c.value >= 0x10000 ? 2 : 1;
        }
        if (c.value == '#')
            traits.plain = traits.plain && is_printable(previous) && !is_blank(previous);
        else if (is_blank(c.value))
            traits.plain = traits.plain && previous != ':';
        previous = c.value;
    }
    if (!single_line && line < text.size()) end_line();
    return traits;
}

void append_single_quoted(std::string& out, std::string_view text) {
    out += '\'';
    for (std::size_t from = 0;;) {
        const auto quote = text.find('\'', from);
        out.append(text.substr(from, quote - from));
        if (quote == std::string_view::npos) break;
        out += "''";
        from = quote + 1;
    }
    out += '\'';
}

void append_hex(std::string& out, char kind, int digits, std::uint32_t value) {
    out += '\\';
    out += kind;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[value >> shift & 15];
}

std::string_view short_escape(std::uint32_t c) noexcept {
    switch (c) {
    case 0x00: return "\\0";
    case 0x07: return "\\a";
    case 0x08: return "\\b";
    case 0x09: return "\\t";
    case 0x0A: return "\\n";
    case 0x0B: return "\\v";
    case 0x0C: return "\\f";
    case 0x0D: return "\\r";
    case 0x1B: return "\\e";
    case 0x22: return "\\\"";
    case 0x5C: return "\\\\";
    case 0x85: return "\\N";
    case 0xA0: return "\\_";
    case 0x2028: return "\\L";
    case 0x2029: return "\\P";
    default: return {};
    }
}

void append_double_quoted(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const auto c = code_point_at(text, i);
        if (const auto escape = short_escape(c.value); !escape.empty())
            out += escape;
        else if (is_printable(c.value))
            out.append(text.substr(i, c.bytes));
        else if (c.value <= 0xFF)
            append_hex(out, 'x', 2, c.value);
        else
            append_hex(out, 'u', 4, c.value); // all above U+FFFF is printable
        i += c.bytes;
    }
    out += '"';
}

} // namespace

Style style_of(std::string_view text, bool single_line, std::size_t width) {
    const auto traits = traits_of(text, single_line, width);
    if (!traits.printable) return Style::double_quoted;
    if (traits.has_foldable_line) return Style::folded;
    if (traits.has_break) return Style::literal;
    const bool plain = traits.plain && is_plain_first(text.front()) && text.back() != ' ' && text.back() != ':';
    return plain && !is_ambiguous(text) ? Style::plain : Style::single_quoted;
}

void append_string(std::string& out, std::string_view text, int level, bool is_key) {
    if (text.empty() || is_yaml_1_1(text)) {
        append_single_quoted(out, text);
        return;
    }
    const auto indent = static_cast<std::size_t>(2 * std::max(1, level));
    const std::size_t width = indent >= 40 ? 40 : 80 - indent;
    switch (style_of(text, is_key, width)) {
    case Style::plain: out += text; break;
    case Style::single_quoted: append_single_quoted(out, text); break;
    case Style::double_quoted: append_double_quoted(out, text); break;
    case Style::literal: append_block(out, text, indent, 0); break;
    case Style::folded: append_block(out, text, indent, width); break;
    }
}

} // namespace schemad::formats::yaml
