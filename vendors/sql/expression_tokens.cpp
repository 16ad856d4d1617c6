// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/expression_tokens.hpp"

#include <algorithm>
#include <iterator>

namespace schemad::sql {

namespace {

using Token = ExpressionToken;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word_char(char c) noexcept { return is_letter(c) || is_digit(c); }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::string_view common[] = {"<=", ">=", "<>", "!=", "||", "<<", ">>", "->>", "->", "+",
                                       "-",  "*",  "/",  "%",  "=",  "<",  ">",  "&",   "|",  "~"};
constexpr std::string_view of_sqlite[] = {"=="};
constexpr std::string_view of_mysql[] = {"<=>", "&&", "!", "^"};
constexpr std::string_view of_postgres[] = {"::", "#>>", "#>",  "@>", "<@",  "?|",  "?&",  "?",    "@?",  "@@",
                                            "&&", "#-",  "-|-", "~*", "!~*", "!~",  "~~*", "!~~*", "!~~", "~~",
                                            "^@", "^",   "#",   "&<", "&>",  "<->", "<#>", "<=>",  "|/",  "||/"};

template <class List> bool among(const List& list, std::string_view s) noexcept {
    return std::find(std::begin(list), std::end(list), s) != std::end(list);
}

constexpr std::string_view character_sets[] = {"_utf8mb4", "_utf8mb3", "_utf8",   "_latin1",  "_latin2", "_binary",
                                               "_ascii",   "_ucs2",    "_utf16",  "_utf16le", "_utf32",  "_cp1250",
                                               "_cp1251",  "_cp1252",  "_cp1256", "_cp1257",  "_latin5", "_latin7",
                                               "_koi8r",   "_koi8u",   "_greek",  "_hebrew"};

int hex_value(char c) noexcept { return is_digit(c) ? c - '0' : c >= 'a' ? c - 'a' + 10 : c - 'A' + 10; }

void append_utf8(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) return put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
    if (code < 0x10000) return put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
    put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
}

class TokenReader {
public:
    TokenReader(std::string_view text, Language language) : s_(text), language_(language) {}

    std::optional<std::vector<Token>> all() {
        if (s_.size() > longest_expression || s_.find('\0') != std::string_view::npos) return std::nullopt;
        for (;;) {
            token_ = {};
            while (at_ < s_.size() && is_blank(s_[at_])) token_.gap += s_[at_++];
            if (at_ == s_.size()) break;
            if (!one()) return std::nullopt;
            out_.push_back(std::move(token_));
        }
        if (out_.empty()) return std::nullopt;
        return std::move(out_);
    }

private:
    bool mysql() const noexcept { return language_ == Language::mysql; }
    bool postgres() const noexcept { return language_ == Language::postgres; }
    char peek(std::size_t n = 0) const noexcept { return at_ + n < s_.size() ? s_[at_ + n] : '\0'; }
    bool is(Token::Kind kind) noexcept { return token_.kind = kind, true; }

    bool one() {
        const char c = peek();
        if ((c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '*') || (c == '*' && peek(1) == '/')) return false;
        if (c == '\'') return quoted(Token::text, '\'', mysql());
        if (c == '"') {
            token_.introducer = c; // SQLite keeps the text: the mark stays the one it was
            return !mysql() && quoted(Token::name, '"', false) && !token_.content.empty();
        }
        if (c == '`') return !postgres() && quoted(Token::name, '`', false) && !token_.content.empty();
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
        if (is_letter(c)) return word();
        switch (c) {
        case '(': return ++at_, is(Token::open);
        case ')': return ++at_, is(Token::close);
        case ',': return ++at_, is(Token::comma);
        case '.': return ++at_, is(Token::dot);
        case '[':
            if (language_ == Language::sqlite) return bracketed();
            return postgres() && (++at_, is(Token::open_array));
        case ']': return postgres() && (++at_, is(Token::close_array));
        default: return operator_symbol();
        }
    }

    bool bracketed() { // SQLite's [name]
        const auto end = s_.find(']', at_);
        if (end == std::string_view::npos || end == at_ + 1) return false;
        token_.content = s_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        return is(Token::name);
    }

    bool escape(bool mysql_escapes) { // behind the backslash
        if (at_ >= s_.size()) return false;
        const char c = s_[at_++];
        auto& out = token_.content;
        if (mysql_escapes) {
            switch (c) {
            case '0': return false; // a zero byte
            case 'n': out += '\n'; return true;
            case 'r': out += '\r'; return true;
            case 't': out += '\t'; return true;
            case 'b': out += '\b'; return true;
            case 'Z': out += '\x1a'; return true;
            default: out += c; return true;
            }
        }
        switch (c) {
        case 'n': out += '\n'; return true;
        case 'r': out += '\r'; return true;
        case 't': out += '\t'; return true;
        case 'b': out += '\b'; return true;
        case 'f': out += '\f'; return true;
        case 'u':
        case 'U':
        case 'x': return code(c == 'x' ? 2 : c == 'u' ? 4 : 8, c == 'x');
        default:
            if (is_word_char(c)) return false; // octal and what comes later
            out += c;
            return true;
        }
    }
    bool code(std::size_t digits, bool ascii) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at_) {
            if (!is_hex(peek())) return false;
            value = value << 4 | static_cast<std::uint32_t>(hex_value(peek()));
        }
        if (value == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) || (ascii && value > 0x7f))
            return false;
        append_utf8(token_.content, value);
        return true;
    }

    bool quoted(Token::Kind kind, char mark, bool backslashes, bool mysql_escapes = true) {
        for (++at_; at_ < s_.size();) {
            const char c = s_[at_++];
            if (c == mark) {
                if (peek() != mark) return is(kind);
                ++at_;
                token_.content += mark;
            } else if (backslashes && c == '\\') {
                if (!escape(mysql_escapes)) return false;
            } else {
                token_.content += c;
            }
        }
        return false;
    }

    bool number() {
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
            at_ += 2;
            token_.content = "0x";
            while (is_hex(peek())) token_.content += s_[at_++];
            return !is_word_char(peek()) && is(mysql() ? Token::bits : Token::number);
        }
        const auto begin = at_;
        while (is_digit(peek())) ++at_;
        if (peek() == '.') ++at_;
        while (is_digit(peek())) ++at_;
        if ((peek() == 'e' || peek() == 'E') &&
            (is_digit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && is_digit(peek(2))))) {
            at_ += 2;
            while (is_digit(peek())) ++at_;
        }
        if (is_word_char(peek()) || peek() == '.' || static_cast<unsigned char>(peek()) >= 0x80) return false;
        token_.content = s_.substr(begin, at_ - begin);
        return is(Token::number);
    }

    bool digits_literal(char prefix) {      // b'01', x'1f'
        token_.content = s_.substr(at_, 1); // in its own case: catalogs keep it
        for (at_ += 2; at_ < s_.size(); ++at_) {
            const char c = s_[at_];
            if (c == '\'') return ++at_, is(Token::bits);
            if (prefix == 'b' ? c != '0' && c != '1' : !is_hex(c)) return false;
            token_.content += c;
        }
        return false;
    }

    bool word() {
        const char c = peek() >= 'A' && peek() <= 'Z' ? static_cast<char>(peek() - 'A' + 'a') : peek();
        if (peek(1) == '\'') {
            if (c == 'x' || (c == 'b' && language_ != Language::sqlite)) return digits_literal(c);
            if (c == 'e' && postgres()) return ++at_, quoted(Token::text, '\'', true, false);
            if (c == 'n' && mysql()) return ++at_, quoted(Token::text, '\'', true);
            return false;
        }
        const auto begin = at_;
        while (is_word_char(peek())) ++at_;
        // a letter of another alphabet, or a dollar: such a name has to be in quotes
        if (peek() == '$' || static_cast<unsigned char>(peek()) >= 0x80) return false;
        token_.content = s_.substr(begin, at_ - begin);
        if (peek() == '&' && peek(1) == '\'' && postgres()) return false; // U&'...'
        if (mysql() && c == '_' && among(character_sets, lower(token_.content))) return introduced();
        if (peek() == '\'' && !token_.content.empty() && !postgres() && token_.content.front() == '_') return false;
        return is(Token::word);
    }

    // MySQL: a character set before a literal. It is part of the literal, or there is none.
    bool introduced() {
        const auto set = lower(token_.content);
        const auto gap = token_.gap;
        while (is_blank(peek())) ++at_;
        token_ = {};
        bool good = false;
        if (peek() == '\'')
            good = quoted(Token::text, '\'', true);
        else if ((peek() == 'x' || peek() == 'X' || peek() == 'b' || peek() == 'B') && peek(1) == '\'')
            good = digits_literal(peek() == 'x' || peek() == 'X' ? 'x' : 'b');
        else if (peek() == '0' && peek(1) == 'x')
            good = number() && token_.kind == Token::bits;
        token_.introducer = set, token_.gap = gap;
        return good;
    }

    bool operator_symbol() {
        for (std::size_t n = 4; n > 0; --n) {
            const auto symbol = s_.substr(at_, n);
            if (symbol.size() != n || !is_operator(symbol, language_)) continue;
            at_ += n;
            token_.content = symbol;
            return is(Token::symbol);
        }
        return false;
    }

    std::string_view s_;
    Language language_;
    std::size_t at_ = 0;
    Token token_;
    std::vector<Token> out_;
};

} // namespace

bool is_operator(std::string_view symbol, Language language) noexcept {
    if (among(common, symbol)) return true;
    switch (language) {
    case Language::sqlite: return among(of_sqlite, symbol);
    case Language::mysql: return among(of_mysql, symbol);
    case Language::postgres: return among(of_postgres, symbol);
    }
    return false;
}

std::optional<std::vector<ExpressionToken>> expression_tokens(std::string_view text, Language language) {
    return TokenReader(text, language).all();
}

} // namespace schemad::sql
