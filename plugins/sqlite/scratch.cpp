// SPDX-License-Identifier: Apache-2.0
#include "plugins/sqlite/scratch.hpp"

#include <vector>

#include "vendors/sql/catalog_text.hpp"
#include "vendors/sql/sql_text.hpp"

namespace schemad::sqlite {

namespace {

using sql::SqlText;
using sql::Words;

struct Object {
    std::string type, name;
    SqlText sql;
    bool is_virtual = false;
};

// As they were made. What SQLite makes itself has no text, or a name of its own.
std::vector<Object> objects_of(const Database& db) {
    std::vector<Object> all;
    Statement s(db.get(),
                "SELECT type, name, sql, type = 'table' AND rootpage = 0 FROM main.sqlite_master WHERE sql IS "
                "NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid");
    while (s.step())
        all.push_back(
            {std::string(s.text(0)), std::string(s.text(1)), sql::CatalogText::printed(s.text(2)), s.integer(3) != 0});
    return all;
}

void create(const Database& to, const Object& object) {
    try {
        to.run(object.sql);
    } catch (const kit::Error& e) {
        throw kit::Error(e.status, "the " + object.type + " " + object.name + ": " + e.what(), object.name);
    }
}

// A virtual table whose module is not here: nothing of it can be read, but it is there, and its name is taken.
void create_unreadable(const Database& to, const Object& object) {
    sqlite3_db_config(to.get(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    to.run("PRAGMA writable_schema = ON");
    Statement insert(to.get(), "INSERT INTO main.sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', "
                               "?1, ?1, 0, ?2)");
    insert.bind(1, object.name);
    insert.bind(2, object.sql.view());
    while (insert.step()) {}
    insert.reset();
    to.run("PRAGMA writable_schema = RESET");
    sqlite3_db_config(to.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void create_virtual(const Database& to, const Object& object) {
    try {
        create(to, object);
    } catch (const kit::Error& e) {
        if (std::string_view(e.what()).find("no such module") == std::string_view::npos) throw;
        create_unreadable(to, object);
    }
}

bool is_there(const Database& db, std::string_view table) {
    Statement s(db.get(), "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE");
    s.bind(1, table);
    return s.step();
}

// Generated columns cannot be written.
SqlText plain_columns(const Database& db, std::string_view table) {
    SqlText list;
    Statement s(db.get(), "SELECT name FROM pragma_table_xinfo(?1, 'main') WHERE hidden = 0");
    s.bind(1, table);
    while (s.step()) list += (list.empty() ? Words("") : Words(", ")) + sql::quote(s.text(0), '`');
    return list;
}

void copy_rows(const Database& from, const Database& to, std::string_view table) {
    if (!is_there(from, table)) return;
    const auto name = sql::quote(table, '`'), columns = plain_columns(from, table);
    Statement read(from.get(), "SELECT " + columns + " FROM main." + name);
    SqlText places;
    for (int i = 0; i < read.columns(); ++i) places += i ? Words(", ?") : Words("?");
    Statement write(to.get(), "INSERT INTO main." + name + " (" + columns + ") VALUES (" + places + ")");
    while (read.step()) {
        for (int i = 0; i < read.columns(); ++i)
            if (sqlite3_bind_value(write.get(), i + 1, sqlite3_column_value(read.get(), i)) != SQLITE_OK)
                fail(to.get(), SQLITE_ERROR);
        while (write.step()) {}
        write.reset();
    }
}

} // namespace

void copy_structure(const Database& from, const Database& to, std::span<const std::string_view> with_rows) {
    {
        Statement encoding(from.get(), "PRAGMA encoding");
        if (encoding.step()) to.run("PRAGMA encoding = " + sql::text_literal(encoding.text(0)));
    }
    to.run("PRAGMA foreign_keys = OFF");
    to.run("BEGIN");
    const auto objects = objects_of(from);
    for (const auto& one : objects) // these make shadow tables of their own, which are in the list, too
        if (one.is_virtual) create_virtual(to, one);
    for (const auto& one : objects)
        if (one.type == "table" && !one.is_virtual && !is_there(to, one.name)) create(to, one);
    for (const auto table : with_rows) copy_rows(from, to, table);
    for (const auto& one : objects)
        if (one.type == "index") create(to, one);
    for (const auto& one : objects)
        if (one.type == "view" || one.type == "trigger") create(to, one);
    to.run("COMMIT");
    to.run("PRAGMA user_version = " + sql::number(from.number("PRAGMA user_version")));
}

} // namespace schemad::sqlite
