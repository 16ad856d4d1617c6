// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/defaults.hpp"

#include <algorithm>

#include "vendors/sql/identifiers.hpp"

namespace schemad::sql {

namespace {

// Bytes of the white-space character at the start (or end) of s; 0 when there is none.
constexpr std::string_view wide_blanks[] = {
    "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007",
    "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF",
};

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::size_t blank_at_start(std::string_view s) noexcept {
    if (s.empty()) return 0;
    if (is_blank(s.front())) return 1;
    for (const auto blank : wide_blanks)
        if (s.starts_with(blank)) return blank.size();
    return 0;
}

std::size_t blank_at_end(std::string_view s) noexcept {
    if (s.empty()) return 0;
    if (is_blank(s.back())) return 1;
    for (const auto blank : wide_blanks)
        if (s.ends_with(blank)) return blank.size();
    return 0;
}

std::string_view without_parentheses(std::string_view s) noexcept {
    while (s.size() >= 2 && s.front() == '(' && s.back() == ')') s = s.substr(1, s.size() - 2);
    return s;
}

} // namespace

std::string_view trim(std::string_view s) noexcept {
    while (const auto n = blank_at_start(s)) s.remove_prefix(n);
    while (const auto n = blank_at_end(s)) s.remove_suffix(n);
    return s;
}

bool is_null_text(std::string_view s) noexcept { return same_word(trim(s), "null"); }

std::string_view strip_quotes(std::string_view s) noexcept {
    const auto t = trim(s);
    if (t.empty()) return s;
    const bool quoted = (t.front() == '\'' && t.back() == '\'') || (t.front() == '"' && t.back() == '"');
    if (!quoted) return s;
    return t.size() < 2 ? t.substr(1) : t.substr(1, t.size() - 2); // a lone quote leaves nothing
}

std::optional<std::string_view> parse_default(Dialect dialect, std::optional<std::string_view> text) noexcept {
    if (!text) return std::nullopt;
    std::string_view s = *text;
    switch (dialect) {
    case Dialect::postgres:
    case Dialect::cockroachdb:
        if (s.starts_with("nextval(")) return s;
        s = s.substr(0, s.find("::"));
        break;
    case Dialect::mssql: s = without_parentheses(s); break;
    case Dialect::oracle:
        if (s == "CURRENT_TIMESTAMP ") return s.substr(0, s.size() - 1);
        break;
    case Dialect::sqlite:
    case Dialect::mysql: break;
    }
    if (is_null_text(s)) return std::nullopt;
    return strip_quotes(s);
}

KnownFunction known_function(std::string_view text) {
    if (text == "gen_random_uuid()") return {KnownFunction::uuid, {}};
    if (same_word(text, "now()") || text == "CURRENT_TIMESTAMP") return {KnownFunction::now, {}};
    // CURRENT_TIMESTAMP(n) anywhere in the text, as the reference looks for it; current_timestamp(n) only as the whole
    constexpr std::string_view word = "CURRENT_TIMESTAMP(";
    const bool whole =
        text.size() > word.size() && same_word(text.substr(0, word.size()), word) && text.find(')') == text.size() - 1;
    if (!whole && (text.find(word) == std::string_view::npos || text.find(')') == std::string_view::npos)) return {};
    for (auto open = text.find('('); open != std::string_view::npos; open = text.find('(', open + 1)) {
        const auto close = text.find(')', open);
        if (close == std::string_view::npos) break;
        const auto inside = text.substr(open + 1, close - open - 1);
        if (inside.empty()) continue;
        const bool digits = inside.find_first_not_of("0123456789") == std::string_view::npos && inside.size() <= 2;
        return digits ? KnownFunction{KnownFunction::now, std::string(inside)} : KnownFunction{};
    }
    return {KnownFunction::now, {}};
}

bool quotes_are_paired(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\'') {
            ++i;
            continue;
        }
        const auto end = std::min(text.find_first_not_of('\'', i), text.size());
        if ((end - i) % 2 != 0) return false;
        i = end;
    }
    return true;
}

} // namespace schemad::sql
