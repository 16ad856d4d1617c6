// SPDX-License-Identifier: Apache-2.0
#include "engine/settings_row.hpp"

#include "engine/database/cells.hpp"
#include "engine/database/table_there.hpp"

namespace schemad {

std::optional<boost::json::object> find_settings_row(Connection& connection) {
    return database::answer_or(connection, {"directus_settings"}, std::optional<boost::json::object>{}, [&] {
        std::optional<boost::json::object> row;
        const auto rows = connection.query("select * from " + connection.vendor().quoted("directus_settings"));
        const database::CellRows found(*rows, 1);
        if (found.empty()) return row;
        row.emplace();
        for (std::size_t i = 0; i < rows->column_count; ++i) {
            const auto& cell = found[0][i];
            auto& value = (*row)[view(rows->column_names[i])];
            if (cell.kind == SCHEMAD_INT64)
                value = cell.as.integer;
            else if (cell.kind == SCHEMAD_DOUBLE)
                value = cell.as.real;
            else if (cell.kind == SCHEMAD_BOOL)
                value = cell.as.integer != 0;
            else if (cell.kind == SCHEMAD_TEXT)
                value = view(cell.as.text);
        }
        return row;
    });
}

} // namespace schemad
