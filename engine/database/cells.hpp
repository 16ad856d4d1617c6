// SPDX-License-Identifier: Apache-2.0
// What stands in a cell of our own tables, whatever type its column has on this vendor. Pure.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include <schemad/host.hpp>

namespace schemad::database {

inline std::string text_at(const schemad_value& cell) {
    return cell.kind == SCHEMAD_TEXT ? std::string{view(cell.as.text)} : std::string{};
}

inline std::int64_t number_at(const schemad_value& cell) noexcept {
    if (cell.kind == SCHEMAD_INT64 || cell.kind == SCHEMAD_BOOL) return cell.as.integer;
    std::int64_t number = 0;
    if (cell.kind == SCHEMAD_TEXT) {
        const auto text = view(cell.as.text);
        std::from_chars(text.data(), text.data() + text.size(), number);
    }
    return number;
}

} // namespace schemad::database
