// SPDX-License-Identifier: Apache-2.0
#include "engine/store/own_table_fault.hpp"

#include "engine/model/own_tables.hpp"

namespace schemad::store {

OwnTableFault::OwnTableFault(ErrorCode which, const model::MetaTable& table, const std::string& why)
    : RequestError(which,
                   std::string{table.name == model::history_table().name ? "The history takes no entry: the table \""
                                                                         : "The table \""} +
                       std::string{table.name} + "\", which schemad keeps in this database, cannot be used: " + why +
                       ".",
                   {{"table", table.name}, {"reason", why}}) {}

void rethrow_of_own_table(const VendorError& error, const model::MetaTable& table) {
    switch (error.status) {
    case SCHEMAD_E_CONNECTION:
    case SCHEMAD_E_BUSY:
    case SCHEMAD_E_CANCELLED:
    case SCHEMAD_E_TIMEOUT:
    case SCHEMAD_E_LIMIT: throw error;
    case SCHEMAD_E_PERMISSION: throw OwnTableFault(ErrorCode::forbidden, table, error.what());
    default: throw OwnTableFault(ErrorCode::conflict, table, error.what());
    }
}

} // namespace schemad::store
