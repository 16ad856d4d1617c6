// SPDX-License-Identifier: Apache-2.0
// Whether a table is there is asked of the catalog, and only once a query of it has failed: no failure is taken for an
// empty answer, and a query that works costs nothing more. Nothing else reads a failure as "there is no such table".
//
// Threads: as one connection. Errors: VendorError.
#pragma once

#include <initializer_list>
#include <string_view>

#include <schemad/host.hpp>

namespace schemad::database {

// Of this name, as a statement would find it; a view counts.
bool table_is_there(Connection&, std::string_view name);

// A failure after which the catalog is worth a question: E_NOT_FOUND, as vendor.h has it. Plugins of before that was
// written there may say E_SYNTAX; the catalog decides either way.
inline bool may_be_missing(const VendorError& error) noexcept {
    return error.status == SCHEMAD_E_NOT_FOUND || error.status == SCHEMAD_E_SYNTAX;
}

// Behind a failed query of these tables: that none of them is there is why. A transaction is over then, as a server
// takes no further question in one that failed.
bool are_missing(Connection&, const VendorError&, std::initializer_list<std::string_view> tables);

// What `ask` answers; `none` where it failed and none of these tables is there. A transaction is over then.
template <class T, class F>
T answer_or(Connection& connection, std::initializer_list<std::string_view> tables, T none, F&& ask) {
    try {
        return ask();
    } catch (const VendorError& error) {
        if (!are_missing(connection, error, tables)) throw;
        return none;
    }
}

} // namespace schemad::database
