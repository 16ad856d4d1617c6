// SPDX-License-Identifier: Apache-2.0
// The rows and cells of an answer, whatever type a column has on this vendor. Nothing else counts cells. Pure.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <schemad/host.hpp>

namespace schemad::database {

using Row = std::span<const schemad_value>;

// The rows of an answer, each of at least the columns that were asked for: a plugin that gives fewer is told, never
// followed. Borrows. Throws VendorError.
class CellRows {
public:
    CellRows(const schemad_rows& rows, std::size_t columns) : rows_(rows) {
        if (rows.row_count > 0 && rows.column_count < columns)
            throw VendorError(SCHEMAD_E_INTERNAL, "query() of the vendor gave rows of " + came(rows) + ", asked for " +
                                                      std::to_string(columns) + " columns: column " +
                                                      std::to_string(rows.column_count + 1) + " is missing");
    }
    std::size_t size() const noexcept { return rows_.row_count; }
    bool empty() const noexcept { return rows_.row_count == 0; }
    Row operator[](std::size_t row) const noexcept {
        return {rows_.cells + row * rows_.column_count, rows_.column_count};
    }
    class Iterator {
    public:
        Iterator(const CellRows& rows, std::size_t at) noexcept : rows_(&rows), at_(at) {}
        Row operator*() const noexcept { return (*rows_)[at_]; }
        Iterator& operator++() noexcept {
            ++at_;
            return *this;
        }
        bool operator!=(const Iterator& other) const noexcept { return at_ != other.at_; }

    private:
        const CellRows* rows_;
        std::size_t at_;
    };
    Iterator begin() const noexcept { return {*this, 0}; }
    Iterator end() const noexcept { return {*this, size()}; }

private:
    // By their names, which tell the author of the plugin which of the engine's queries it was.
    static std::string came(const schemad_rows& rows) {
        auto text = std::to_string(rows.column_count) + (rows.column_count == 1 ? " column" : " columns");
        for (std::uint32_t i = 0; rows.column_names && i < rows.column_count; ++i)
            text.append(i == 0 ? " (" : ", ").append(view(rows.column_names[i]));
        return rows.column_names && rows.column_count ? text + ")" : text;
    }
    const schemad_rows& rows_;
};

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
