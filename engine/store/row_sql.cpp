// SPDX-License-Identifier: Apache-2.0
#include "engine/store/row_sql.hpp"

namespace schemad::store {

sql::SqlText column_list(const Vendor& vendor, const model::MetaTable& table, std::size_t count) {
    sql::SqlText list;
    for (const auto& column : table.columns.first(count)) {
        if (!list.empty()) list += ", ";
        list += vendor.quoted(column.name);
    }
    return list;
}

sql::SqlText insert_into(const Vendor& vendor, const model::MetaTable& table, std::size_t columns, std::size_t rows) {
    sql::SqlText marks("(?");
    for (std::size_t i = 1; i < columns; ++i) marks += ", ?";
    marks += ")";
    auto sql =
        "insert into " + vendor.quoted(table.name) + " (" + column_list(vendor, table, columns) + ") values " + marks;
    for (std::size_t i = 1; i < rows; ++i) sql += ", " + marks;
    return sql;
}

} // namespace schemad::store
