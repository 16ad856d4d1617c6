// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/default_text.hpp"

#include <cstdint>

#include "vendors/sql/sql_text.hpp"

namespace schemad::cockroachdb {

namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
    } else {
        put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)),
            put(0x80 | (code & 0x3f));
    }
}

// One code point of well-formed UTF-8 at `at`, which moves behind it; a stray byte stands for itself.
std::uint32_t next_code(std::string_view s, std::size_t& at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(s[i])); };
    const auto first = byte(at);
    const std::size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    if (at + more >= s.size() + (more ? 0 : 1)) return byte(at++);
    std::uint32_t code = more == 3 ? first & 0x07 : more == 2 ? first & 0x0f : more == 1 ? first & 0x1f : first;
    for (std::size_t i = 1; i <= more; ++i) code = code << 6 | (byte(at + i) & 0x3f);
    at += more + 1;
    return code;
}

// A backslash sequence at `at` (behind the backslash), which moves behind it. False: not one.
bool unescape(std::string_view s, std::size_t& at, std::string& out) {
    const char c = s[at++];
    switch (c) {
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'a': out += '\a'; return true;
    case 'b': out += '\b'; return true;
    case 'f': out += '\f'; return true;
    case 'v': out += '\v'; return true;
    case 'x':
    case 'u':
    case 'U': {
        const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        std::uint32_t code = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at) {
            const int digit = at < s.size() ? hex_digit(s[at]) : -1;
            if (digit < 0) return false;
            code = code << 4 | static_cast<std::uint32_t>(digit);
        }
        if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
        if (c == 'x')
            out += static_cast<char>(static_cast<unsigned char>(code));
        else
            append_utf8(out, code);
        return true;
    }
    default: out += c; return true;
    }
}

// Reads one literal from the start of s; `at` is then behind it.
std::optional<std::string> read_literal(std::string_view s, std::size_t& at) {
    const bool escapes = s.size() > 1 && (s[0] == 'e' || s[0] == 'E');
    at = escapes ? 1 : 0;
    if (at >= s.size() || s[at] != '\'') return std::nullopt;
    std::string content;
    for (++at; at < s.size();) {
        const char c = s[at++];
        if (c == '\'') {
            if (at >= s.size() || s[at] != '\'') return content;
            content += c, ++at;
        } else if (escapes && c == '\\') {
            if (at >= s.size() || !unescape(s, at, content)) return std::nullopt;
        } else {
            content += c;
        }
    }
    return std::nullopt;
}

// ::TYPE or :::TYPE(3) and nothing that computes
bool is_cast(std::string_view s) noexcept {
    return s.starts_with("::") && s.find_first_of("'+*/|<>=;") == std::string_view::npos;
}

} // namespace

std::optional<std::string> literal_content(std::string_view text) {
    std::size_t end = 0;
    auto content = read_literal(text, end);
    return content && end == text.size() ? content : std::nullopt;
}

std::string printed_text(std::string_view content) {
    const auto plain = [](std::uint32_t c) { return c >= 0x20 && c < 0x7f && c != '\'' && c != '\\'; };
    bool escaped = false;
    for (const char c : content) escaped = escaped || !plain(static_cast<unsigned char>(c));
    if (!escaped) return std::string(content);
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "e'";
    for (std::size_t at = 0; at < content.size();) {
        const auto code = next_code(content, at);
        const auto hex = [&](char mark, int count) {
            out += '\\', out += mark;
            for (int shift = 4 * (count - 1); shift >= 0; shift -= 4) out += digits[code >> shift & 0xf];
        };
        switch (code) {
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        case '\a': out += "\\a"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\v': out += "\\v"; break;
        case '\'': out += "\\'"; break;
        case '\\': out += "\\\\"; break;
        default:
            if (plain(code))
                out += static_cast<char>(code);
            else if (code < 0x80)
                hex('x', 2);
            else if (code < 0x10000)
                hex('u', 4);
            else
                hex('U', 8);
        }
    }
    return out += "'";
}

std::string standard_default(std::string_view text) {
    std::size_t end = 0;
    if (const auto content = read_literal(text, end); content && (end == text.size() || is_cast(text.substr(end)))) {
        if (content->find('\0') == std::string::npos)
            return sql::text_literal(*content, sql::LiteralStyle::postgres).str() +
                   (text.front() == '\'' && end < text.size() ? std::string(text.substr(end)) : std::string());
    }
    const auto cast = text.find("::");
    if (cast != std::string_view::npos && is_cast(text.substr(cast))) {
        auto core = text.substr(0, cast);
        if (core.size() > 2 && core.front() == '(' && core.back() == ')') core = core.substr(1, core.size() - 2);
        if (sql::is_number(core)) return std::string(core);
    }
    return std::string(text);
}

std::optional<std::string> doubled_content(std::string_view text) {
    if (!text.starts_with("e'") && !text.starts_with("E'")) return std::nullopt;
    const auto content = literal_content(text);
    if (!content) return std::nullopt;
    std::string out;
    for (const char c : *content) {
        if (c == '\'') out += c;
        out += c;
    }
    return out;
}

} // namespace schemad::cockroachdb
