// SPDX-License-Identifier: Apache-2.0
#include "vendors/loader/verify_results.hpp"

#include <cstdint>
#include <string>

#include "vendors/loader/abi_sizes.hpp"
#include "vendors/loader/guard.hpp"

namespace schemad::loader {
namespace {

template <class T>
void verify_array(const Vendor& vendor, const char* call, const char* what, const T* first, std::size_t count) {
    if (count == 0) return;
    if (first == nullptr) misbehaved(vendor, call, std::string("gave no ") + what);
    const std::size_t stride = first->struct_size;
    if (stride < least_size<T>) misbehaved(vendor, call, std::string("gave ") + what + " with a wrong struct_size");
    if (stride % alignof(T) != 0 || count > SIZE_MAX / stride)
        misbehaved(vendor, call, std::string("gave ") + what + " of an impossible size");
}

void verify_list(const Vendor& vendor, const char* what, const schemad_str* list, std::size_t count) {
    if (count != 0 && list == nullptr) misbehaved(vendor, "inspect", std::string("gave ") + what + " without columns");
}

} // namespace

void verify(const Vendor& vendor, const schemad_rows& rows) {
    if (rows.column_count != 0 && rows.column_names == nullptr) misbehaved(vendor, "query", "gave no column names");
    if (rows.row_count == 0 || rows.column_count == 0) return;
    if (rows.cells == nullptr) misbehaved(vendor, "query", "gave no cells");
    if (rows.row_count > SIZE_MAX / sizeof(schemad_value) / rows.column_count)
        misbehaved(vendor, "query", "gave rows of an impossible size");
}

void verify(const Vendor& vendor, const schemad_catalog& catalog) {
    verify_array(vendor, "inspect", "tables", catalog.tables, catalog.table_count);
    verify_array(vendor, "inspect", "columns", catalog.columns, catalog.column_count);
    verify_array(vendor, "inspect", "indexes", catalog.indexes, catalog.index_count);
    verify_array(vendor, "inspect", "foreign keys", catalog.foreign_keys, catalog.foreign_key_count);
    verify_array(vendor, "inspect", "checks", catalog.checks, catalog.check_count);
    for (const auto& index : indexes(catalog)) verify_list(vendor, "an index", index.columns, index.column_count);
    for (const auto& key : foreign_keys(catalog)) {
        verify_list(vendor, "a foreign key", key.columns, key.column_count);
        verify_list(vendor, "a foreign key", key.referenced_columns, key.column_count);
    }
}

void verify(const Vendor& vendor, const schemad_script& script) {
    verify_array(vendor, "render", "statements", script.statements, script.statement_count);
}

void verify(const Vendor& vendor, const schemad_column_preview& preview) {
    verify_array(vendor, "preview_column", "a column", &preview.column, 1);
}

} // namespace schemad::loader
