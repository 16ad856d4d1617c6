// SPDX-License-Identifier: Apache-2.0
#include "engine/database/table_there.hpp"

#include <algorithm>
#include <cstddef>

#include <schemad/dialect.h>

#include "engine/database/cells.hpp"
#include "engine/database/trusted_sql.hpp"

namespace schemad::database {

namespace {

schemad_str query_of(const Vendor& vendor) {
    constexpr auto known = offsetof(schemad_dialect, table_is_there) + sizeof(schemad_str);
    const auto* said = vendor.extension<schemad_dialect>(SCHEMAD_DIALECT_EXTENSION, known);
    return said ? said->table_is_there : no_str;
}

} // namespace

bool table_is_there(Connection& connection, std::string_view name) {
    if (const auto query = query_of(connection.vendor()); stated(query)) {
        const schemad_value params[] = {value_of(name)};
        const auto rows = connection.query(TrustedSql::rendered(query), params);
        const CellRows found(*rows, 1);
        return !found.empty() && number_at(found[0][0]) > 0;
    }
    const auto catalog = connection.inspect();
    for (const auto& table : tables(*catalog))
        if (view(table.name) == name) return true;
    return false;
}

bool are_missing(Connection& connection, const VendorError& error, std::initializer_list<std::string_view> tables) {
    if (!may_be_missing(error)) return false;
    connection.rollback();
    return std::none_of(tables.begin(), tables.end(),
                        [&](std::string_view name) { return table_is_there(connection, name); });
}

} // namespace schemad::database
