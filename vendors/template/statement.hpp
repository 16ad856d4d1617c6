// SPDX-License-Identifier: Apache-2.0
// A statement of the database's own library, and its codes as the statuses of the boundary.
// Errors: kit::Error. Threads: as its connection.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <sqlite3.h>

#include <schemad/vendor.hpp>

namespace toy {

namespace kit = schemad::kit;
namespace sql = schemad::sql;

[[noreturn]] void fail(sqlite3* database, int code);

class Statement {
public:
    Statement(sqlite3* database, const sql::SqlText& text);
    void bind(std::span<const schemad_value> params); // as many as it has, no more and no fewer
    bool step();                                      // true: a row is there
    int columns() const noexcept { return sqlite3_column_count(statement_.get()); }
    std::string_view name(int column) const noexcept;
    void put(int column, kit::Rows& rows) const;
    std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_.get(), column); }
    std::string text(int column) const { return maybe(column).value_or(std::string()); }
    kit::Text maybe(int column) const; // nullopt: null

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
    };
    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

} // namespace toy
