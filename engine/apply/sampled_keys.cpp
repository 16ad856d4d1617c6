// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/sampled_keys.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine/database/cells.hpp"
#include "engine/js/text.hpp"
#include "engine/text/hex.hpp"

namespace schemad::apply {

namespace {

namespace json = boost::json;

constexpr std::size_t most_rows = 5, most_columns = 64, most_characters = 200;
constexpr std::size_t most_bytes = most_rows << 20;

std::string shortened(std::string_view text) {
    // no character has more than four bytes; what is ill-formed becomes a character of its own
    std::string clean;
    js::append_repaired(clean, text.substr(0, most_characters * 4 + 4));
    std::size_t end = 0, characters = 0;
    for (; end < clean.size(); ++end)
        if ((static_cast<unsigned char>(clean[end]) & 0xc0) != 0x80 && ++characters > most_characters) break;
    return clean.substr(0, end);
}

json::value told(const schemad_value& cell) {
    switch (cell.kind) {
    case SCHEMAD_INT64:
        if (std::abs(cell.as.integer / 2) < std::int64_t{1} << 52) return cell.as.integer;
        return json::value(std::to_string(cell.as.integer)); // a number of JavaScript's would be another key
    case SCHEMAD_DOUBLE: return std::isfinite(cell.as.real) ? json::value(cell.as.real) : nullptr;
    case SCHEMAD_BOOL: return cell.as.integer != 0;
    case SCHEMAD_TEXT: return json::value(shortened(view(cell.as.text)));
    case SCHEMAD_BLOB: return json::value(text::hex_of(view(cell.as.text).substr(0, most_characters / 2)));
    default: return nullptr;
    }
}

} // namespace

std::optional<json::array> sampled_keys(Connection& connection, const plan::Statement& check) {
    if (check.sample.empty()) return std::nullopt;
    try {
        const auto rows = connection.query(check.sample, {}, most_bytes);
        json::array keys;
        const std::size_t columns = std::min(rows->column_count, std::uint32_t{most_columns});
        const database::CellRows found(*rows, 1);
        for (std::size_t row = 0; row < std::min(found.size(), most_rows); ++row) {
            const auto cells = found[row];
            if (columns == 1) {
                keys.push_back(told(cells[0]));
                continue;
            }
            json::array key;
            for (std::size_t i = 0; i < columns; ++i) key.push_back(told(cells[i]));
            keys.push_back(std::move(key));
        }
        return keys;
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_LIMIT) throw;
        return std::nullopt;
    }
}

} // namespace schemad::apply
