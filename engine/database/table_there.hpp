// SPDX-License-Identifier: Apache-2.0
// Whether a table is there is asked of the catalog, and only once a query of it has failed: no failure is taken for an
// empty answer, and a query that works costs nothing more.
//
// Threads: as one connection. Errors: VendorError.
#pragma once

#include <initializer_list>
#include <string_view>

#include <schemad/host.hpp>

namespace schemad::database {

// Of this name, as a statement would find it; a view counts.
bool table_is_there(Connection&, std::string_view name);

// What `ask` answers; `none` where it failed and none of these tables is there. A transaction is over then.
template <class T, class F>
T answer_or(Connection& connection, std::initializer_list<std::string_view> tables, T none, F&& ask) {
    try {
        return ask();
    } catch (const VendorError& error) {
        if (error.status != SCHEMAD_E_NOT_FOUND && error.status != SCHEMAD_E_SYNTAX) throw;
        connection.rollback();
        for (const auto table : tables)
            if (table_is_there(connection, table)) throw;
        return none;
    }
}

} // namespace schemad::database
