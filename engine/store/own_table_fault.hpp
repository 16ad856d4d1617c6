// SPDX-License-Identifier: Apache-2.0
// A table that schemad keeps in the database and that somebody took away, changed, or closed: no fault of the diff, and
// nothing that waiting mends. It is told by its name with the database's words, 409, or 403 where it is a privilege.
//
// Threads: as one connection. Errors: OwnTableFault; VendorError for what passes by itself (a lost connection, a lock,
// a full disk).
#pragma once

#include <string>

#include <schemad/host.hpp>

#include "engine/error.hpp"
#include "engine/model/meta_tables.hpp"

namespace schemad::store {

struct OwnTableFault : RequestError {
    // why: without a full stop
    OwnTableFault(ErrorCode code, const model::MetaTable&, const std::string& why);
};

[[noreturn]] void rethrow_of_own_table(const VendorError&, const model::MetaTable&);

// Everything that reads or writes such a table during an apply or a recovery goes through here.
template <class F> auto on_own_table(const model::MetaTable& table, F&& run) -> decltype(run()) {
    try {
        return run();
    } catch (const VendorError& error) { rethrow_of_own_table(error, table); }
}

} // namespace schemad::store
