// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_cursor.hpp"

#include <string>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"

namespace schemad::formats::yaml {

void Cursor::read_break() {
    if (peek() == '\n') {
        ++at;
    } else if (peek() == '\r') {
        ++at;
        if (peek() == '\n') ++at;
    } else {
        fail("a line break is expected");
    }
    ++line;
    line_start = at;
    first_tab = nowhere;
}

std::size_t Cursor::skip_separation(bool comments) {
    std::size_t breaks = 0;
    for (;;) {
        while (is_blank(peek())) {
            if (peek() == '\t' && first_tab == nowhere) first_tab = at;
            ++at;
        }
        if (comments && peek() == '#')
            while (!at_end() && !is_break(peek())) ++at;
        if (!is_break(peek())) return breaks;
        read_break();
        ++breaks;
        indent = 0;
        while (peek() == ' ') ++indent, ++at;
    }
}

bool Cursor::at_document_marker() const noexcept {
    const char c = peek();
    if ((c != '-' && c != '.') || peek(1) != c || peek(2) != c) return false;
    const char after = peek(3);
    return after == '\0' || is_space(after);
}

void Cursor::fail(const char* what) const {
    const auto column = js::length(slice(line_start, at));
    throw ParseError(std::string(what) + " (" + std::to_string(line + 1) + ':' + std::to_string(column + 1) + ')');
}

} // namespace schemad::formats::yaml
