// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/column_facts.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include <sqlite3.h>

#include <schemad/vendor.h>

#include "plugins/sqlite/ddl_tokens.hpp"
#include "vendors/sql/defaults.hpp"
#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

double radix_number(std::string_view digits, int base) {
    double value = 0;
    for (const char c : digits) {
        const char l = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        const int d = l >= '0' && l <= '9' ? l - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : 99;
        if (d >= base) return std::numeric_limits<double>::quiet_NaN();
        value = value * base + d;
    }
    return digits.empty() ? std::numeric_limits<double>::quiet_NaN() : value;
}

// JavaScript's Number(text)
double js_number(std::string_view text) {
    const auto s = sql::trim(text);
    if (s.empty()) return 0;
    if (s.size() > 2 && s[0] == '0') {
        if (s[1] == 'x' || s[1] == 'X') return radix_number(s.substr(2), 16);
        if (s[1] == 'o' || s[1] == 'O') return radix_number(s.substr(2), 8);
        if (s[1] == 'b' || s[1] == 'B') return radix_number(s.substr(2), 2);
    }
    if (s == "Infinity" || s == "+Infinity") return std::numeric_limits<double>::infinity();
    if (s == "-Infinity") return -std::numeric_limits<double>::infinity();
    if (!sql::is_number(s)) return std::numeric_limits<double>::quiet_NaN();
    const auto digits = s.front() == '+' ? s.substr(1) : s;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) { // from_chars leaves the value alone: too large, or too small
        const auto e = digits.find_first_of("eE");
        const bool tiny = e != std::string_view::npos && e + 1 < digits.size() && digits[e + 1] == '-';
        const double limit = tiny ? 0.0 : std::numeric_limits<double>::infinity();
        return digits.front() == '-' ? -limit : limit;
    }
    return end == digits.data() + digits.size() ? value : std::numeric_limits<double>::quiet_NaN();
}

bool is_literal(const Tokens& t) noexcept {
    const std::size_t at = t.text(0) == "-" || t.text(0) == "+" ? 1 : 0;
    if (t.size() != at + 1) return false;
    switch (t.kind(at)) {
    case Token::number: return true;
    case Token::string:
    case Token::blob:
    case Token::quoted_name:
    case Token::word: return at == 0;
    default: return false;
    }
}

} // namespace

TypeFacts type_facts(std::string_view declared) {
    TypeFacts f;
    f.data_type.reserve(declared.size());
    for (const char c : declared)
        if (is_letter(c)) f.data_type += c >= 'a' ? c : static_cast<char>(c - 'A' + 'a');
    const auto open = declared.find('(');
    const auto close = open == std::string_view::npos ? open : declared.find(')', open);
    if (close != std::string_view::npos) {
        f.max_length = js_number(declared.substr(open + 1, close - open - 1));
        f.max_length_kind = std::isnan(f.max_length) ? SCHEMAD_LENGTH_NAN : SCHEMAD_LENGTH_NUMBER;
    }
    return f;
}

std::string spelled_type(std::string_view declared) {
    const Tokens t(declared);
    std::size_t at = 0;
    while (t.kind(at) == Token::word &&
           sqlite3_keyword_check(t.text(at).data(), static_cast<int>(t.text(at).size())) == 0)
        ++at;
    const bool plain = at == t.size() || (at > 0 && t.kind(at) == Token::open && t.closing(at) == t.size() - 1);
    return plain ? std::string(declared) : sql::quote(declared, '"').str();
}

std::string default_expression(std::string_view text) {
    const Tokens tokens(text);
    if (is_literal(tokens)) return std::string(tokens.between(0, tokens.size())); // without a comment behind it
    const bool comment_at_end = tokens.size() == 0 || tokens[tokens.size() - 1].end != text.size();
    return "(" + std::string(text) + (comment_at_end ? "\n)" : ")");
}

std::string_view catalog_default(std::string_view written) noexcept {
    if (written.size() >= 2 && written.front() == '(' && written.back() == ')')
        return written.substr(1, written.size() - 2);
    return written;
}

bool contains_word(std::string_view text, std::string_view part) noexcept {
    if (part.size() > text.size()) return false;
    const char first = part.front(), upper = static_cast<char>(first - 'a' + 'A');
    for (std::size_t i = 0; i + part.size() <= text.size(); ++i)
        if ((text[i] == first || text[i] == upper) && sql::same_word(text.substr(i, part.size()), part)) return true;
    return false;
}

Affinity affinity_of(std::string_view declared) { // https://www.sqlite.org/datatype3.html section 3.1, in its order
    if (contains_word(declared, "int")) return Affinity::integer;
    if (contains_word(declared, "char") || contains_word(declared, "clob") || contains_word(declared, "text"))
        return Affinity::text;
    if (declared.empty() || contains_word(declared, "blob")) return Affinity::blob;
    if (contains_word(declared, "real") || contains_word(declared, "floa") || contains_word(declared, "doub"))
        return Affinity::real;
    return Affinity::numeric;
}

} // namespace schemad::sqlite
