// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/placeholders.hpp"

#include <algorithm>
#include <vector>

namespace schemad::sql {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_name_char(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::size_t behind_quote(std::string_view s, std::size_t at, char mark, bool backslashes) noexcept {
    for (++at; at < s.size(); ++at) {
        if (backslashes && s[at] == '\\')
            ++at;
        else if (s[at] == mark)
            return at + 1; // a doubled mark begins the next quote at once
    }
    return npos;
}

std::size_t behind_comment(std::string_view s, std::size_t at) noexcept {
    std::size_t depth = 0;
    for (; at + 1 < s.size(); ++at) {
        if (s[at] == '/' && s[at + 1] == '*') {
            ++depth, ++at;
        } else if (s[at] == '*' && s[at + 1] == '/') {
            ++at;
            if (--depth == 0) return at + 1;
        }
    }
    return npos;
}

// $tag$ ... $tag$; 0 when the dollar begins no quote
std::size_t behind_dollar_quote(std::string_view s, std::size_t at) noexcept {
    auto end = at + 1;
    while (end < s.size() && is_name_char(s[end])) ++end;
    if (end >= s.size() || s[end] != '$' || (end > at + 1 && s[at + 1] >= '0' && s[at + 1] <= '9')) return 0;
    const auto tag = s.substr(at, end - at + 1);
    const auto close = s.find(tag, end + 1);
    return close == npos ? npos : close + tag.size();
}

enum class Part { plain, quote, comment };

// What begins at `at`, and where it ends (npos: it does not).
Part part_at(std::string_view s, std::size_t at, std::size_t& end) noexcept {
    const char c = s[at], next = at + 1 < s.size() ? s[at + 1] : '\0';
    const bool in_name = at > 0 && is_name_char(s[at - 1]);
    if (c == '\'') {
        const bool escaped = at > 0 && (s[at - 1] == 'E' || s[at - 1] == 'e') && (at == 1 || !is_name_char(s[at - 2]));
        end = behind_quote(s, at, '\'', escaped);
        // E'a''b' goes on with the rules it began with
        while (escaped && end != npos && end < s.size() && s[end] == '\'') end = behind_quote(s, end, '\'', true);
        return Part::quote;
    }
    if (c == '"') return end = behind_quote(s, at, '"', false), Part::quote;
    if (c == '$' && !in_name && (end = behind_dollar_quote(s, at)) != 0) return Part::quote;
    if (c == '-' && next == '-') return end = s.find('\n', at), Part::comment;
    if (c == '/' && next == '*') return end = behind_comment(s, at), Part::comment;
    end = at + 1;
    return Part::plain;
}

} // namespace

Numbered number_placeholders(std::string_view s) {
    Numbered out;
    out.sql.reserve(s.size() + 16);
    for (std::size_t at = 0, end = 0; at < s.size(); at = end) {
        const auto part = part_at(s, at, end);
        end = std::min(end, s.size());
        if (part == Part::plain && s[at] == '?')
            out.sql += "$" + std::to_string(++out.count);
        else
            out.sql += s.substr(at, end - at);
    }
    return out;
}

} // namespace schemad::sql
