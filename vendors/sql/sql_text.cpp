// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/sql_text.hpp"

#include <schemad/vendor.hpp>

namespace schemad::sql {

namespace {

struct Parts : SqlWriter {
    using SqlWriter::made;
};

// Bytes of the character at the start that a reader of lines may take for a line's end; 0: none.
std::size_t line_end(std::string_view s) noexcept {
    for (const std::string_view end : {"\u0085", "\u2028", "\u2029"})
        if (s.starts_with(end)) return end.size();
    const auto c = static_cast<unsigned char>(s.front());
    return c < 0x20 || c == 0x7f ? 1 : 0;
}

} // namespace

SqlText name(std::string_view name, char mark) { return Parts::made(quote(name, mark)); }

SqlText literal(std::string_view text, LiteralStyle style) { return Parts::made(text_literal(text, style)); }

SqlText number(std::int64_t value) { return Parts::made(std::to_string(value)); }

SqlText number(std::string_view digits) {
    if (!is_number(digits)) throw kit::Error(SCHEMAD_E_INVALID, "a number is none");
    return Parts::made(std::string(digits));
}

SqlText comment(std::string_view text) {
    std::string out = "-- ";
    while (!text.empty()) {
        if (const auto n = line_end(text)) {
            out += ' ';
            text.remove_prefix(n);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return Parts::made(std::move(out));
}

} // namespace schemad::sql
