// SPDX-License-Identifier: Apache-2.0
// SQL as a type: what stands in a statement or a script was written here, quoted, or printed from a tree that was
// read by the grammar. A std::string of a document does not become SqlText, so passing one on does not compile.
// For the engine and the vendors alike. Errors: none but bad_alloc. Threads: plain values.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace schemad::sql {

// A string literal of this program: nothing that is made at run time converts to it.
class Words {
public:
    template <std::size_t n> consteval Words(const char (&text)[n]) : text_(text, n - 1) {}
    constexpr std::string_view view() const noexcept { return text_; }

private:
    std::string_view text_;
};

class SqlText {
public:
    SqlText() = default;
    explicit SqlText(Words words) : text_(words.view()) {}

    SqlText& operator=(Words words) { return text_ = words.view(), *this; }
    SqlText& operator+=(const SqlText& more) { return text_ += more.text_, *this; }
    SqlText& operator+=(Words more) { return text_ += more.view(), *this; }
    friend SqlText operator+(SqlText a, const SqlText& b) { return a += b; }
    friend SqlText operator+(SqlText a, Words b) { return a += b; }
    friend SqlText operator+(Words a, const SqlText& b) { return SqlText(a) += b; }
    friend bool operator==(const SqlText&, const SqlText&) = default;
    friend bool operator==(const SqlText& a, std::string_view b) noexcept { return a.text_ == b; }

    bool empty() const noexcept { return text_.empty(); }
    const std::string& str() const& noexcept { return text_; }
    std::string str() && noexcept { return std::move(text_); }
    std::string_view view() const noexcept { return text_; }

private:
    friend class SqlWriter; // the doors
    struct Made {};
    SqlText(Made, std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// What makes SqlText of something else: a door. Derive from it to become another one, and say why; the files that may
// are listed in scripts/check-house.
class SqlWriter {
protected:
    static SqlText made(std::string text) { return SqlText(SqlText::Made{}, std::move(text)); }
};

// A comment of one line, without the line break at its end; there is no other way to make one. Whatever a reader of
// lines may take for an end (psql ends comments at \r, editors at U+0085 and U+2028), and what turns the text around,
// is a blank.
inline SqlText comment(std::string_view text) {
    struct Parts : SqlWriter {
        using SqlWriter::made;
    };
    const auto blank = [](std::string_view s) -> std::size_t {
        const auto byte = [&](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u; };
        if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
        if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;                     // C1
        if (byte(0) == 0xe2 && byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) return 3; // U+2028 to U+202E
        if (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3; // U+2066 to U+2069
        return 0;
    };
    std::string out = "-- ";
    for (std::size_t at = 0; at < text.size();) {
        const auto size = blank(text.substr(at));
        out += size ? ' ' : text[at];
        at += size ? size : 1;
    }
    return Parts::made(std::move(out));
}

inline namespace text_literals {
// A template of its characters: not even by its name can it be given a text that is made at run time.
template <std::size_t n> struct WrittenText {
    char text[n];
    consteval WrittenText(const char (&from)[n]) { std::copy_n(from, n, text); } // NOLINT(*-explicit-*)
};
template <WrittenText text> SqlText operator""_sql() { return SqlText(Words(text.text)); }
} // namespace text_literals

} // namespace schemad::sql
