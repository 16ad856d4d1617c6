// SPDX-License-Identifier: Apache-2.0
#include "vendors/host/verify_results.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <schemad/kept_values.h>

#include "vendors/host/abi_sizes.hpp"
#include "vendors/host/guard.hpp"

namespace schemad::host {
namespace {

template <class T>
void verify_array(const Vendor& vendor, const char* call, const char* what, const T* first, std::size_t count) {
    if (count == 0) return;
    if (first == nullptr) misbehaved(vendor, call, std::string("gave no ") + what);
    const std::size_t stride = first->struct_size;
    if (stride < least_size<T>) misbehaved(vendor, call, std::string("gave ") + what + " with a wrong struct_size");
    if (stride > most_size || stride % alignof(T) != 0 || count > most_rows ||
        reinterpret_cast<std::uintptr_t>(first) % alignof(T) != 0)
        misbehaved(vendor, call, std::string("gave ") + what + " of an impossible size");
}

// Every row says the size that all are apart; a row that says another was not written as the array claims.
template <class T>
void verify_strides(const Vendor& vendor, const char* call, const char* what, const RowRange<T>& rows) {
    std::uint32_t size = 0;
    for (const auto& row : rows) {
        if (size == 0) size = row.struct_size;
        if (row.struct_size != size) misbehaved(vendor, call, std::string("gave ") + what + " of different sizes");
    }
}

template <class T> void verify_size(const Vendor& vendor, const char* call, const T& result) {
    if (result.struct_size < least_size<T> || result.struct_size > most_size)
        misbehaved(vendor, call, "gave a result with a wrong struct_size");
}

void verify_list(const Vendor& vendor, const char* what, const schemad_str* list, std::size_t count) {
    if (count > most_rows) misbehaved(vendor, "inspect", std::string("gave ") + what + " of an impossible size");
    if (count != 0 && list == nullptr) misbehaved(vendor, "inspect", std::string("gave ") + what + " without columns");
}

void verify_cell(const Vendor& vendor, const schemad_value& cell) {
    if (cell.kind > SCHEMAD_BOOL)
        misbehaved(vendor, "query", "gave a value of the unknown kind " + std::to_string(cell.kind));
    if ((cell.kind == SCHEMAD_TEXT || cell.kind == SCHEMAD_BLOB) && !cell.as.text.data && cell.as.text.size != 0)
        misbehaved(vendor, "query", "gave a text without its bytes");
}

void verify_statement(const Vendor& vendor, const schemad_statement& statement) {
    if (statement.role != SCHEMAD_RUN && statement.role != SCHEMAD_CHECK && statement.role != SCHEMAD_KEEP)
        misbehaved(vendor, "render", "gave a statement of the unknown role " + std::to_string(statement.role));
    if (view(statement.sql).find_first_not_of(" \t\r\n;") == std::string_view::npos)
        misbehaved(vendor, "render", "gave an empty statement");
}

} // namespace

void verify(const Vendor& vendor, const schemad_rows& rows) {
    verify_size(vendor, "query", rows);
    if (rows.column_count != 0 && rows.column_names == nullptr) misbehaved(vendor, "query", "gave no column names");
    if (rows.row_count == 0 || rows.column_count == 0) return;
    if (rows.cells == nullptr) misbehaved(vendor, "query", "gave no cells");
    if (rows.row_count > most_rows / rows.column_count) misbehaved(vendor, "query", "gave rows of an impossible size");
    const std::size_t count = rows.row_count * rows.column_count;
    for (std::size_t i = 0; i < count; ++i) verify_cell(vendor, rows.cells[i]);
}

void verify(const Vendor& vendor, const schemad_catalog& catalog) {
    verify_size(vendor, "inspect", catalog);
    verify_array(vendor, "inspect", "tables", catalog.tables, catalog.table_count);
    verify_array(vendor, "inspect", "columns", catalog.columns, catalog.column_count);
    verify_array(vendor, "inspect", "indexes", catalog.indexes, catalog.index_count);
    verify_array(vendor, "inspect", "foreign keys", catalog.foreign_keys, catalog.foreign_key_count);
    verify_array(vendor, "inspect", "checks", catalog.checks, catalog.check_count);
    verify_strides(vendor, "inspect", "tables", tables(catalog));
    verify_strides(vendor, "inspect", "columns", columns(catalog));
    verify_strides(vendor, "inspect", "indexes", indexes(catalog));
    verify_strides(vendor, "inspect", "foreign keys", foreign_keys(catalog));
    verify_strides(vendor, "inspect", "checks", checks(catalog));
    for (const auto& index : indexes(catalog)) verify_list(vendor, "an index", index.columns, index.column_count);
    for (const auto& key : foreign_keys(catalog)) {
        verify_list(vendor, "a foreign key", key.columns, key.column_count);
        verify_list(vendor, "a foreign key", key.referenced_columns, key.column_count);
    }
    verify_names(vendor, catalog);
}

void verify(const Vendor& vendor, const schemad_script& script) {
    verify_size(vendor, "render", script);
    verify_array(vendor, "render", "statements", script.statements, script.statement_count);
    verify_strides(vendor, "render", "statements", statements(script));
    for (const auto& statement : statements(script)) verify_statement(vendor, statement);
}

void verify(const Vendor& vendor, const schemad_column_preview& preview) {
    verify_size(vendor, "preview_column", preview);
    verify_array(vendor, "preview_column", "a column", &preview.column, 1);
}

} // namespace schemad::host
