// SPDX-License-Identifier: Apache-2.0
// Results as the boundary's typed cells: integers, floats, booleans and bytes by their type, the rest as text.
// Errors: kit::Error. Threads: pure functions.
#pragma once

#include <libpq-fe.h>
#include <schemad/vendor.hpp>

namespace schemad::pq {

std::vector<std::string> column_names(const PGresult& r);
void put_cell(kit::Rows& rows, const PGresult& r, int row, int column);

// Of our own queries.
bool is_null(const PGresult& r, int row, int column) noexcept;
std::string_view text_at(const PGresult& r, int row, int column) noexcept;
std::int64_t integer_at(const PGresult& r, int row, int column) noexcept; // 0 for what is none
bool flag_at(const PGresult& r, int row, int column) noexcept;            // of a boolean
kit::Text optional_at(const PGresult& r, int row, int column);
std::int64_t affected_rows(const PGresult& r) noexcept;

} // namespace schemad::pq
