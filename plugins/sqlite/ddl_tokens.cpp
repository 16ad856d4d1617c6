// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/ddl_tokens.hpp"

#include "vendors/sql/identifiers.hpp"

namespace schemad::sqlite {

namespace {

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool starts_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool in_word(char c) noexcept { return starts_word(c) || is_digit(c) || c == '$'; }

class Scanner {
public:
    explicit Scanner(std::string_view s) : s_(s) {}
    std::vector<Token> run() {
        std::vector<Token> out;
        out.reserve(s_.size() / 5 + 8);
        while (skip_trivia()) {
            const std::size_t begin = at_;
            const Token::Kind kind = next();
            out.push_back({begin, at_, kind});
        }
        return out;
    }

private:
    char peek(std::size_t ahead = 0) const noexcept { return at_ + ahead < s_.size() ? s_[at_ + ahead] : '\0'; }
    bool skip_trivia() noexcept {
        while (at_ < s_.size()) {
            if (is_space(s_[at_])) {
                ++at_;
            } else if (peek() == '-' && peek(1) == '-') {
                at_ = std::min(s_.find('\n', at_), s_.size());
            } else if (peek() == '/' && peek(1) == '*') { // an unclosed one reaches to the end, as in SQLite
                const auto end = s_.find("*/", at_ + 2);
                at_ = end == std::string_view::npos ? s_.size() : end + 2;
            } else {
                return true;
            }
        }
        return false;
    }
    // past the closing mark; a doubled mark stands for itself
    bool quoted(char mark) noexcept {
        for (++at_; at_ < s_.size(); ++at_) {
            if (s_[at_] != mark) continue;
            if (peek(1) != mark) return ++at_, true;
            ++at_;
        }
        return false;
    }
    Token::Kind number() noexcept {
        if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex(peek(2))) {
            at_ += 2;
            while (is_hex(peek())) ++at_;
        } else {
            while (is_digit(peek())) ++at_;
            if (peek() == '.') {
                ++at_;
                while (is_digit(peek())) ++at_;
            }
            const bool sign = peek(1) == '+' || peek(1) == '-';
            if ((peek() == 'e' || peek() == 'E') && is_digit(peek(sign ? 2 : 1))) {
                at_ += sign ? 2 : 1;
                while (is_digit(peek())) ++at_;
            }
        }
        if (!in_word(peek())) return Token::number;
        while (in_word(peek())) ++at_;
        return Token::bad;
    }
    Token::Kind next() noexcept {
        const char c = peek();
        switch (c) {
        case '(': return ++at_, Token::open;
        case ')': return ++at_, Token::close;
        case ',': return ++at_, Token::comma;
        case ';': return ++at_, Token::semicolon;
        case '\'': return quoted('\'') ? Token::string : Token::bad;
        case '"': return quoted('"') ? Token::quoted_name : Token::bad;
        case '`': return quoted('`') ? Token::quoted_name : Token::bad;
        case '[': {
            const auto end = s_.find(']', at_);
            at_ = end == std::string_view::npos ? s_.size() : end + 1;
            return end == std::string_view::npos ? Token::bad : Token::quoted_name;
        }
        case '.':
            if (is_digit(peek(1))) return number();
            return ++at_, Token::dot;
        default: break;
        }
        if ((c == 'x' || c == 'X') && peek(1) == '\'') {
            ++at_;
            const std::size_t from = at_ + 1;
            if (!quoted('\'')) return Token::bad;
            const auto digits = s_.substr(from, at_ - 1 - from);
            for (const char d : digits)
                if (!is_hex(d)) return Token::bad;
            return digits.size() % 2 == 0 ? Token::blob : Token::bad;
        }
        if (is_digit(c)) return number();
        if (starts_word(c)) {
            while (in_word(peek())) ++at_;
            return Token::word;
        }
        ++at_;
        if (c == '-' && peek() == '>') { // -> and ->>
            ++at_;
            if (peek() == '>') ++at_;
            return Token::other;
        }
        const char d = peek();
        if (((c == '<' || c == '>') && (d == '=' || d == c)) || (c == '<' && d == '>') || (c == '=' && d == '=') ||
            (c == '!' && d == '=') || (c == '|' && d == '|')) {
            ++at_;
            return Token::other;
        }
        constexpr std::string_view operators = "+-*/%=<>&|~";
        return operators.find(c) != std::string_view::npos ? Token::other : Token::bad;
    }

    std::string_view s_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<Token> tokenize(std::string_view sql) { return Scanner(sql).run(); }

std::string_view Tokens::text(std::size_t i) const noexcept {
    return i < all_.size() ? sql_.substr(all_[i].begin, all_[i].end - all_[i].begin) : std::string_view{};
}

bool Tokens::is(std::size_t i, std::string_view word) const noexcept {
    return kind(i) == Token::word && sql::same_word(text(i), word);
}

bool Tokens::names(std::size_t i) const noexcept {
    return kind(i) == Token::word || kind(i) == Token::quoted_name || kind(i) == Token::string;
}

std::string Tokens::name(std::size_t i) const {
    const auto t = text(i);
    if (kind(i) == Token::word || t.size() < 2) return std::string(t);
    const char mark = t.back(); // ] for [
    const auto inside = t.substr(1, t.size() - 2);
    if (mark == ']') return std::string(inside);
    std::string out;
    for (std::size_t k = 0; k < inside.size(); ++k) {
        out += inside[k];
        if (inside[k] == mark) ++k; // the second of a pair
    }
    return out;
}

std::size_t Tokens::closing(std::size_t from) const noexcept {
    std::size_t depth = 0;
    for (std::size_t i = from; i < all_.size(); ++i) {
        if (all_[i].kind == Token::open) ++depth;
        if (all_[i].kind == Token::close && --depth == 0) return i;
    }
    return all_.size();
}

std::string_view Tokens::between(std::size_t first, std::size_t last) const noexcept {
    if (first >= last || last > all_.size()) return {};
    return sql_.substr(all_[first].begin, all_[last - 1].end - all_[first].begin);
}

bool closed_expression(const Tokens& tokens) noexcept {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto kind = tokens.kind(i);
        if (kind == Token::bad || kind == Token::semicolon) return false;
        if (kind == Token::open) ++depth;
        if (kind == Token::close && depth-- == 0) return false;
    }
    return depth == 0 && tokens.size() > 0;
}

} // namespace schemad::sqlite
