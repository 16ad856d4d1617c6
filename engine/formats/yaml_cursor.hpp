// SPDX-License-Identifier: Apache-2.0
// A place in a YAML document, and the steps over what separates its nodes. Internal to engine/formats.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace schemad::formats::yaml {

inline bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
inline bool is_break(char c) noexcept { return c == '\n' || c == '\r'; }
inline bool is_space(char c) noexcept { return is_blank(c) || is_break(c); }
inline bool is_flow_indicator(char c) noexcept { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

// The text must be well-formed UTF-8 without NUL and end with a line break; peek() is NUL behind it. The text must
// outlive the cursor and everything that was read with it.
class Cursor {
public:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    explicit Cursor(const std::string& text) noexcept : text_(text) {}

    std::size_t at = 0;
    std::size_t line = 0; // from 0
    std::size_t line_start = 0;
    int indent = 0;                  // spaces before the first character of this line
    std::size_t first_tab = nowhere; // a tab among the separation of this line

    char peek() const noexcept { return text_[at]; }
    char peek(std::size_t ahead) const noexcept { return at + ahead < text_.size() ? text_[at + ahead] : '\0'; }
    bool at_end() const noexcept { return at >= text_.size(); }
    int column() const noexcept { return static_cast<int>(at - line_start); }
    std::string_view slice(std::size_t from, std::size_t to) const noexcept { return {text_.data() + from, to - from}; }
    std::size_t size() const noexcept { return text_.size(); }
    bool holds(std::string_view part) const noexcept { // a view of this very text
        return std::less_equal<>{}(text_.data(), part.data()) &&
               std::less_equal<>{}(part.data() + part.size(), text_.data() + text_.size());
    }

    void read_break(); // LF, CR or CR LF
    // Blanks, comments (when asked for) and line breaks; returns how many breaks.
    std::size_t skip_separation(bool comments);
    void skip_blanks() noexcept {
        while (is_blank(peek())) ++at;
    }
    // "---" or "..." followed by white space or the end.
    bool at_document_marker() const noexcept;
    bool at_marker_line() const noexcept { return at == line_start && at_document_marker(); }

    // Throws ParseError "<what> (line:column)", both from 1, columns in UTF-16 units.
    [[noreturn]] void fail(const char* what) const;

private:
    const std::string& text_;
};

} // namespace schemad::formats::yaml
