// SPDX-License-Identifier: Apache-2.0
// sqlite3 and sqlite3_stmt as C++ values, and SQLite's result codes as the boundary's error classes.
// Errors: kit::Error. Threads: as one connection. Ownership: a Statement must not outlive its Database.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

namespace schemad::sqlite {

// Tables under construction carry this prefix; it is cut out of error messages, which name the real table.
inline constexpr std::string_view building_prefix = "_schemad_new_";

[[noreturn]] void fail(sqlite3* db, int code);

class Statement {
public:
    // Exactly one statement; anything after it but blanks and comments is refused.
    Statement(sqlite3* db, const sql::SqlText& sql);
    Statement(sqlite3* db, sql::Words sql) : Statement(db, sql::SqlText(sql)) {}
    void bind(std::span<const schemad_value> params);
    void bind(int at, std::string_view text);
    bool step(); // true: a row is there
    void reset() noexcept;

    int columns() const noexcept { return sqlite3_column_count(get()); }
    bool null(int at) const noexcept { return sqlite3_column_type(get(), at) == SQLITE_NULL; }
    std::int64_t integer(int at) const noexcept { return sqlite3_column_int64(get(), at); }
    std::string_view text(int at) const noexcept; // good until the next step
    std::optional<std::string_view> maybe(int at) const noexcept;
    sqlite3_stmt* get() const noexcept { return stmt_.get(); }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* s) const noexcept { sqlite3_finalize(s); }
    };
    sqlite3* db_;
    std::unique_ptr<sqlite3_stmt, Finalize> stmt_;
};

struct FileIdentity {
    std::uint64_t device = 0, number = 0;
    bool operator==(const FileIdentity&) const = default;
};

class Database {
public:
    Database(const std::string& filename, bool create);
    sqlite3* get() const noexcept { return db_.get(); }
    void run(const sql::SqlText& sql) const;
    void run(sql::Words sql) const { run(sql::SqlText(sql)); }
    std::int64_t number(sql::Words sql) const; // the first cell of the first row; 0 without one
    bool in_transaction() const noexcept { return sqlite3_get_autocommit(get()) == 0; }
    // An open handle goes on serving a file that was moved away or replaced, or that a symbolic link does not lead to
    // any more: what it writes, nobody finds. E_CONNECTION then.
    void require_in_place() const;
    // Compiles only: nullopt when it does, else SQLite's complaint.
    std::optional<std::string> complaint(const sql::SqlText& sql) const;

private:
    struct Close {
        void operator()(sqlite3* db) const noexcept { sqlite3_close_v2(db); }
    };
    std::unique_ptr<sqlite3, Close> db_;
    std::string path_;  // as configured; empty: no file
    FileIdentity file_; // that it led to
};

} // namespace schemad::sqlite
