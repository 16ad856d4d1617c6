// SPDX-License-Identifier: Apache-2.0
// SQL as a type: what stands in a statement or a script was written here, quoted here, or printed from a tree that was
// read by the grammar. A std::string of a document does not become SqlText, so passing one on does not compile.
// Errors: kit::Error{E_INVALID} for what no statement can hold (a zero byte). Threads: plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

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

    SqlText& operator+=(const SqlText& more) { return text_ += more.text_, *this; }
    SqlText& operator+=(Words more) { return text_ += more.view(), *this; }
    friend SqlText operator+(SqlText a, const SqlText& b) { return a += b; }
    friend SqlText operator+(SqlText a, Words b) { return a += b; }
    friend SqlText operator+(Words a, const SqlText& b) { return SqlText(a) += b; }
    friend bool operator==(const SqlText&, const SqlText&) = default;

    bool empty() const noexcept { return text_.empty(); }
    const std::string& str() const& noexcept { return text_; }
    std::string str() && noexcept { return std::move(text_); }
    std::string_view view() const noexcept { return text_; }

    // What the catalog of the target itself answered (a definition, a default): its database takes it back. Never for
    // text of a snapshot or a diff. Every use is a place to look at: `grep -rn from_catalog`.
    static SqlText from_catalog(std::string_view text) { return SqlText(Made{}, std::string(text)); }

private:
    friend class SqlWriter; // the parts below, and the printer of the grammar
    struct Made {};
    SqlText(Made, std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// What makes SqlText of something else. Derive from it to become another such place, and say why.
class SqlWriter {
protected:
    static SqlText made(std::string text) { return SqlText(SqlText::Made{}, std::move(text)); }
};

SqlText name(std::string_view name, char mark); // between marks, every mark inside doubled
SqlText literal(std::string_view text, LiteralStyle style = LiteralStyle::standard);
SqlText number(std::int64_t value);
SqlText number(std::string_view digits); // E_INVALID for what is_number() does not take
// A comment of one line: nothing in `text` ends it, no client reads a command in it. Without the line break at its end.
SqlText comment(std::string_view text);

inline namespace text_literals {
inline SqlText operator""_sql(const char* text, std::size_t size) { return SqlText::from_catalog({text, size}); }
} // namespace text_literals

} // namespace schemad::sql
