// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/refused_row.hpp"

#include <optional>

#include "engine/apply/run_plan.hpp"

namespace schemad::apply {

namespace {

std::optional<VendorError> fault_of(Connection& connection, const sql::SqlText& sql,
                                    std::span<const schemad_value> params) {
    try {
        connection.execute(sql, params);
        return std::nullopt;
    } catch (const VendorError& error) { return error; }
}

bool is_of_a_value(schemad_status status) noexcept {
    return status == SCHEMAD_E_TOO_LONG || status == SCHEMAD_E_OUT_OF_RANGE || status == SCHEMAD_E_LOSES_VALUES ||
           status == SCHEMAD_E_INVALID;
}

// Each by itself, in a change of no row: what a server says of a value it says before it looks for rows. One that does
// not names the column by itself.
std::string column_of(Connection& connection, const plan::Step& step, const VendorError& error) {
    const auto& vendor = connection.vendor();
    const auto& row = step.statements.back();
    const auto values = values_of(row.params);
    for (std::size_t i = 0; i < row.columns.size() && i < values.size(); ++i) {
        const auto fault = fault_of(connection,
                                    "update " + vendor.quoted(step.table) + " set " + vendor.quoted(row.columns[i]) +
                                        " = ? where 1 = 0",
                                    std::span(values).subspan(i, 1));
        if (fault) return fault->status == error.status ? row.columns[i] : std::string{};
    }
    return {};
}

} // namespace

RefusedRow find_refused_row(Connection& connection, std::span<const plan::Step> rows, const VendorError& error,
                            const std::function<void()>& back) {
    RefusedRow found{rows.size() == 1 ? 0 : rows.size(), error};
    try {
        if (rows.size() > 1) back();
        for (std::size_t i = 0; i < rows.size() && found.index == rows.size(); ++i) {
            const auto& row = rows[i].statements.back();
            if (auto fault = fault_of(connection, row.sql, values_of(row.params))) {
                if (fault->status != error.status) return found; // of something else
                found = {i, std::move(*fault)};
            }
        }
        if (found.index == rows.size() || !found.error.column.empty() || !is_of_a_value(error.status) ||
            rows[found.index].statements.back().columns.empty())
            return found;
        back();
        found.error.column = column_of(connection, rows[found.index], error);
    } catch (const VendorError&) { // the connection is lost, or takes no more questions: then less is told
    }
    return found;
}

} // namespace schemad::apply
