// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_scalars.hpp"

#include <cstdint>

#include "engine/js/text.hpp"

namespace schemad::formats::yaml {
namespace {

// C0 and C1 controls but tab, LF, CR and NEL, and the two noncharacters U+FFFE and U+FFFF.
bool is_printable(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c < 0x7F) continue;
        const auto next = [&](std::size_t n) {
            return i + n < text.size() ? static_cast<unsigned char>(text[i + n]) : 0U;
        };
        if (c < 0x20 ? (c != '\t' && c != '\n' && c != '\r') : c == 0x7F) return false;
        if (c == 0xC2 && next(1) < 0xA0 && next(1) != 0x85) return false;
        if (c == 0xEF && next(1) == 0xBF && next(2) >= 0xBE) return false;
    }
    return true;
}

void append_printable(const Cursor& in, Text& out, std::size_t from, std::size_t to) {
    if (from >= to) return;
    const auto part = in.slice(from, to);
    if (!is_printable(part)) in.fail("the stream contains non-printable characters");
    out.append(part);
}

void append_quoted(const Cursor& in, Text& out, std::size_t from, std::size_t to) {
    if (from >= to) return;
    const auto part = in.slice(from, to);
    for (const char c : part)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') in.fail("expected valid JSON character");
    out.append(part);
}

// One break folds to a space, n breaks to n - 1 line feeds.
void append_folded(Text& out, std::size_t breaks) {
    if (breaks == 1)
        out.append(1, ' ');
    else if (breaks > 1)
        out.append(breaks - 1, '\n');
}

bool is_indicator(char c) noexcept {
    return c != '\0' && std::string_view("#&*!|>'\"%@`").find(c) != std::string_view::npos;
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// \uD83D\uDE00 is one character: a low surrogate joins a high one that stands before it.
void append_unit(std::string& out, std::uint32_t unit) {
    if (unit >= 0xDC00 && unit <= 0xDFFF && out.size() >= 3) {
        const char* tail = out.data() + out.size() - 3;
        const auto high = js::surrogate_at(tail, tail + 3);
        if (high >= 0xD800 && high <= 0xDBFF) {
            out.resize(out.size() - 3);
            js::append_code_point(out, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
            return;
        }
    }
    js::append_code_point(out, unit);
}

// js-yaml computes with JavaScript's 32-bit integers: above U+10FFFF it gives two units of no meaning, but no error.
void append_escaped(std::string& out, std::uint32_t code) {
    const auto c = static_cast<std::int32_t>(code);
    if (c <= 0xFFFF) {
        append_unit(out, code & 0xFFFF);
    } else if (c <= 0x10FFFF) {
        js::append_code_point(out, code);
    } else {
        append_unit(out, (0xD800 + ((code - 0x10000) >> 10)) & 0xFFFF);
        append_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
    }
}

void read_escape(Cursor& in, Text& out) { // behind the backslash, not at a line break
    static constexpr std::string_view names = "0abt\tnvfre \"/\\N_LP";
    static constexpr std::string_view values[] = {
        {"\0", 1}, "\a", "\b", "\t", "\t", "\n",       "\v",       "\f",           "\r",
        "\x1B",    " ",  "\"", "/",  "\\", "\xC2\x85", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    const char c = in.peek();
    if (const auto i = names.find(c); c != '\0' && i != std::string_view::npos) {
        out.own().append(values[i]);
        ++in.at;
        return;
    }
    const int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (!digits) in.fail("unknown escape sequence");
    std::uint32_t code = 0;
    for (int i = 0; i < digits; ++i) {
        ++in.at;
        const int digit = hex_digit(in.peek());
        if (digit < 0) in.fail("expected hexadecimal character");
        code = code << 4 | static_cast<std::uint32_t>(digit);
    }
    ++in.at;
    append_escaped(out.own(), code);
}

struct BlockHeader {
    bool folding;
    char chomping = ' '; // '+' keep, '-' strip, ' ' clip
    int indent;          // of the text, a lower bound until detected
    bool detected = false;
};

BlockHeader read_block_header(Cursor& in, int indent) {
    BlockHeader header{in.peek() == '>', ' ', indent, false};
    for (;;) {
        ++in.at;
        const char c = in.peek();
        if (c == '+' || c == '-') {
            if (header.chomping != ' ') in.fail("repeat of a chomping mode identifier");
            header.chomping = c;
        } else if (c >= '0' && c <= '9') {
            if (c == '0') in.fail("bad explicit indentation width of a block scalar; it cannot be less than one");
            if (header.detected) in.fail("repeat of an indentation width identifier");
            header.indent = indent + (c - '0') - 1;
            header.detected = true;
        } else {
            break;
        }
    }
    if (is_blank(in.peek())) {
        in.skip_blanks();
        if (in.peek() == '#')
            while (!in.at_end() && !is_break(in.peek())) ++in.at;
    }
    return header;
}

} // namespace

bool read_plain(Cursor& in, int indent, bool in_flow, Text& out) {
    const auto ends = [&](char c) { return is_space(c) || (in_flow && is_flow_indicator(c)); };
    char c = in.peek();
    if (c == '\0' || is_space(c) || is_flow_indicator(c) || is_indicator(c)) return false;
    if ((c == '?' || c == '-') && ends(in.peek(1))) return false;

    std::size_t from = in.at, to = in.at;
    bool pending = false; // line breaks that belong to the scalar if more text follows
    std::size_t pending_breaks = 0;
    while ((c = in.peek()) != '\0') {
        if (c == ':') {
            if (ends(in.peek(1))) break;
        } else if (c == '#') {
            if (in.at > 0 && is_space(in.slice(in.at - 1, in.at)[0])) break;
        } else if (in.at_marker_line() || (in_flow && is_flow_indicator(c))) {
            break;
        } else if (is_break(c)) {
            const auto line = in.line, line_start = in.line_start;
            const auto line_indent = in.indent;
            in.skip_separation(false);
            if (in.indent >= indent) {
                pending = true;
                pending_breaks = in.line - line;
                continue;
            }
            in.at = to;
            in.line = line, in.line_start = line_start, in.indent = line_indent;
            break;
        }
        if (pending) {
            append_printable(in, out, from, to);
            append_folded(out, pending_breaks);
            from = to = in.at;
            pending = false;
        }
        if (!is_blank(c)) to = in.at + 1;
        ++in.at;
    }
    append_printable(in, out, from, to);
    return !out.empty();
}

void read_single_quoted(Cursor& in, Text& out) {
    ++in.at;
    std::size_t from = in.at, to = in.at; // `to`: behind the last character that is not blank
    while (!in.at_end()) {
        const char c = in.peek();
        if (c == '\'') {
            append_quoted(in, out, from, in.at);
            ++in.at;
            if (in.peek() != '\'') return;
            from = in.at++;
            to = in.at;
        } else if (is_break(c)) {
            append_quoted(in, out, from, to);
            append_folded(out, in.skip_separation(false));
            from = to = in.at;
        } else if (in.at_marker_line()) {
            in.fail("unexpected end of the document within a single quoted scalar");
        } else {
            ++in.at;
            if (!is_blank(c)) to = in.at;
        }
    }
    in.fail("unexpected end of the stream within a single quoted scalar");
}

void read_double_quoted(Cursor& in, Text& out) {
    ++in.at;
    std::size_t from = in.at, to = in.at;
    while (!in.at_end()) {
        const char c = in.peek();
        if (c == '"') {
            append_quoted(in, out, from, in.at);
            ++in.at;
            return;
        }
        if (c == '\\') {
            append_quoted(in, out, from, in.at);
            ++in.at;
            if (is_break(in.peek()))
                in.skip_separation(false);
            else
                read_escape(in, out);
            from = to = in.at;
        } else if (is_break(c)) {
            append_quoted(in, out, from, to);
            append_folded(out, in.skip_separation(false));
            from = to = in.at;
        } else if (in.at_marker_line()) {
            in.fail("unexpected end of the document within a double quoted scalar");
        } else {
            ++in.at;
            if (!is_blank(c)) to = in.at;
        }
    }
    in.fail("unexpected end of the stream within a double quoted scalar");
}

void read_block_scalar(Cursor& in, int indent, Text& out) {
    BlockHeader header = read_block_header(in, indent);
    bool content = false, more_indented = false;
    std::size_t empty_lines = 0;
    while (!in.at_end()) {
        in.read_break();
        in.indent = 0;
        while ((!header.detected || in.indent < header.indent) && in.peek() == ' ') ++in.indent, ++in.at;
        if (!header.detected && in.indent > header.indent) header.indent = in.indent;
        if (is_break(in.peek())) {
            ++empty_lines;
            continue;
        }
        if (!header.detected && header.indent == 0) in.fail("missing indentation for block scalar");
        if (in.indent < header.indent) { // the scalar is over
            if (header.chomping == '+')
                out.append(content ? 1 + empty_lines : empty_lines, '\n');
            else if (header.chomping == ' ' && content)
                out.append(1, '\n');
            return;
        }
        if (!header.folding) {
            out.append(content ? 1 + empty_lines : empty_lines, '\n');
        } else if (is_blank(in.peek())) { // a line indented more keeps its breaks
            more_indented = true;
            out.append(content ? 1 + empty_lines : empty_lines, '\n');
        } else if (more_indented) {
            more_indented = false;
            out.append(empty_lines + 1, '\n');
        } else if (empty_lines == 0) {
            if (content) out.append(1, ' ');
        } else {
            out.append(empty_lines, '\n');
        }
        content = header.detected = true;
        empty_lines = 0;
        const auto from = in.at;
        while (!in.at_end() && !is_break(in.peek())) ++in.at;
        append_printable(in, out, from, in.at);
    }
}

} // namespace schemad::formats::yaml
