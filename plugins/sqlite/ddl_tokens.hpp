// SPDX-License-Identifier: Apache-2.0
// SQLite's lexical rules: comments, four ways to quote, numbers, blobs. Linear, bounded by the text, never throws but
// bad_alloc. What cannot be a token ends as Kind::bad, so that a reader gives up instead of guessing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace schemad::sqlite {

struct Token {
    enum Kind : std::uint8_t {
        word,
        quoted_name,
        string,
        number,
        blob,
        open,
        close,
        comma,
        semicolon,
        dot,
        other,
        bad
    };
    std::size_t begin = 0, end = 0; // bytes of the text
    Kind kind = bad;
};

// Blanks and comments are between the tokens, not among them.
std::vector<Token> tokenize(std::string_view sql);

class Tokens { // a text with its tokens; the text is borrowed
public:
    explicit Tokens(std::string_view sql) : sql_(sql), all_(tokenize(sql)) {}
    std::string_view sql() const noexcept { return sql_; }
    std::size_t size() const noexcept { return all_.size(); }
    const Token& operator[](std::size_t i) const noexcept { return all_[i]; }
    Token::Kind kind(std::size_t i) const noexcept { return i < all_.size() ? all_[i].kind : Token::bad; }
    std::string_view text(std::size_t i) const noexcept;
    bool is(std::size_t i, std::string_view word) const noexcept; // an unquoted word, in any case
    bool names(std::size_t i) const noexcept;                     // may stand for an identifier
    std::string name(std::size_t i) const;                        // without its quotes
    std::size_t closing(std::size_t open) const noexcept;         // of the parenthesis at `open`; size() without one
    // the text from token `first` to the one before `last`
    std::string_view between(std::size_t first, std::size_t last) const noexcept;

private:
    std::string_view sql_;
    std::vector<Token> all_;
};

// No stray closing parenthesis, none left open, no bad token, no semicolon, not empty: cannot break out of (...).
bool closed_expression(const Tokens& tokens) noexcept;

} // namespace schemad::sqlite
