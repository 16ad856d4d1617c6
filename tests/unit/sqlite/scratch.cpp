// SPDX-License-Identifier: Apache-2.0
// The extension schemad.scratch/1: a copy of the structure in memory, the original untouched.
#include <boost/test/unit_test.hpp>
#include <schemad/scratch.h>

#include "tests/unit/sqlite/plugin.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

class Scratch {
public:
    explicit Scratch(const Database& from, std::vector<std::string_view> tables = {}) {
        const auto* offered =
            static_cast<const schemad_scratch*>(sqlite_vendor().get_extension(str(SCHEMAD_SCRATCH_EXTENSION)));
        BOOST_REQUIRE(offered);
        std::vector<schemad_str> names;
        for (const auto table : tables) names.push_back(str(table));
        must([&](auto* e) { return offered->open_scratch(from.handle(), names.data(), names.size(), &handle_, e); });
    }
    ~Scratch() { sqlite_vendor().close(handle_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void execute(std::string_view sql) {
        must([&](auto* e) { return sqlite_vendor().execute(handle_, str(sql), nullptr, 0, nullptr, e); });
    }
    std::vector<std::string> lines(std::string_view sql) {
        Rows rows;
        must([&](auto* e) { return sqlite_vendor().query(handle_, str(sql), nullptr, 0, 1u << 24, rows.out(), e); });
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows->row_count; ++i) {
            std::string line;
            for (std::size_t k = 0; k < rows->column_count; ++k) {
                const auto& cell = rows->cells[i * rows->column_count + k];
                line += k ? "|" : "";
                if (cell.kind == SCHEMAD_INT64) line += std::to_string(cell.as.integer);
                if (cell.kind == SCHEMAD_TEXT) line += view(cell.as.text);
                if (cell.kind == SCHEMAD_NULL) line += "NULL";
            }
            all.push_back(line);
        }
        return all;
    }
    void begin() {
        must([&](auto* e) { return sqlite_vendor().begin(handle_, SCHEMAD_BEGIN_APPLY, e); });
    }
    void commit() {
        must([&](auto* e) { return sqlite_vendor().commit(handle_, e); });
    }

private:
    schemad_connection* handle_ = nullptr;
};

constexpr const char* objects =
    "select type, name, tbl_name, sql from sqlite_master where name not in ('sqlite_sequence') "
    "order by type, name";

std::vector<std::string> lines(Database& db, std::string_view sql) {
    std::vector<std::string> all;
    std::string text = db.text(sql);
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

void make(Database& db) {
    for (const char* sql :
         {"create table authors (id integer primary key autoincrement, name text unique collate nocase)",
          "create table posts (id integer primary key, title varchar(20) default 'x' check (length(title) < 30), "
          "author integer references authors (id) on delete cascade, size generated always as (length(title)) stored)",
          "create view titles as select title from posts",
          "create unique index posts_title on posts (title) where title > ''",
          "create trigger posts_gone after delete on posts begin insert into log values (old.id); end",
          "create table log (id integer) strict", "create table \"a b\" (\"x\"\"y\" text primary key) without rowid",
          "insert into authors (id, name) values (41, 'Ann'), (42, 'Bob')",
          "insert into posts (title, author) values ('one', 41)", "delete from authors where id = 42",
          "pragma user_version = 7"})
        db.execute(sql);
}

} // namespace

BOOST_AUTO_TEST_SUITE(scratch)

BOOST_AUTO_TEST_CASE(everything_is_there_but_the_rows) {
    TemporaryFile file;
    Database db(file.path());
    make(db);
    Scratch copy(db, {"authors", "not_there"});
    const auto original = lines(db, "select type || '|' || name || '|' || tbl_name || '|' || ifnull(sql, 'NULL') from "
                                    "sqlite_master where name not in ('sqlite_sequence') order by type, name");
    BOOST_TEST(copy.lines(objects).size() == original.size());
    BOOST_TEST(
        copy.lines(
            "select type || '|' || name || '|' || tbl_name || '|' || ifnull(sql, 'NULL') from sqlite_master where "
            "name not in ('sqlite_sequence') order by type, name") == original,
        boost::test_tools::per_element());
    BOOST_TEST(copy.lines("select id, name from authors") == std::vector<std::string>{"41|Ann"},
               boost::test_tools::per_element());
    BOOST_TEST(copy.lines("select count(*) from posts").at(0) == "0");
    BOOST_TEST(copy.lines("select count(*) from log").at(0) == "0");
    BOOST_TEST(copy.lines("pragma user_version").at(0) == "7");
    BOOST_TEST(copy.lines("pragma foreign_keys").at(0) == "1");
    // constraints and triggers are alive
    copy.execute("insert into posts (title, author) values ('two', 41)");
    BOOST_CHECK_THROW(copy.execute("insert into posts (title, author) values ('three', 40)"), Failure);
    BOOST_CHECK_THROW(copy.execute("insert into posts (title) values ('a title that is longer than thirty')"), Failure);
    copy.execute("delete from posts");
    BOOST_TEST(copy.lines("select count(*) from log").at(0) == "1");
}

BOOST_AUTO_TEST_CASE(what_is_done_there_stays_there) {
    TemporaryFile file;
    Database db(file.path());
    make(db);
    db.begin(SCHEMAD_BEGIN_APPLY); // as an apply that has read
    {
        Scratch copy(db);
        copy.begin();
        copy.execute("drop table posts");
        copy.execute("drop view titles");
        copy.commit();
        BOOST_TEST(copy.lines("select count(*) from sqlite_master where name in ('posts', 'titles')").at(0) == "0");
    }
    BOOST_TEST(db.text("select count(*) from posts") == "1");
    db.execute("insert into log values (5)");
    db.commit();
    BOOST_TEST(db.text("select count(*) from titles") == "1");
}

BOOST_AUTO_TEST_CASE(virtual_tables_bring_their_shadows) {
    TemporaryFile file;
    Database db(file.path());
    db.execute("create virtual table words using fts5(body)");
    db.execute("insert into words values ('hello world')");
    db.execute("vacuum"); // which puts the shadow tables first
    Scratch copy(db);
    BOOST_TEST(copy.lines("select name from sqlite_master order by name").size() ==
               lines(db, "select name from sqlite_master").size());
    BOOST_TEST(copy.lines("select count(*) from words where words match 'hello'").at(0) == "0");
}

BOOST_AUTO_TEST_CASE(names_of_tables_are_stated) {
    Database db;
    const auto* offered =
        static_cast<const schemad_scratch*>(sqlite_vendor().get_extension(str(SCHEMAD_SCRATCH_EXTENSION)));
    schemad_connection* handle = nullptr;
    const schemad_str nothing{nullptr, 0};
    BOOST_CHECK_THROW(must([&](auto* e) { return offered->open_scratch(db.handle(), &nothing, 1, &handle, e); }),
                      Failure);
    BOOST_CHECK_THROW(must([&](auto* e) { return offered->open_scratch(nullptr, nullptr, 0, &handle, e); }), Failure);
    BOOST_TEST(!handle);
}

BOOST_AUTO_TEST_SUITE_END()
