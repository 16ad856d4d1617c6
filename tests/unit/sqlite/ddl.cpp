// SPDX-License-Identifier: Apache-2.0
// The DDL reader and editor on their own.
#include <boost/test/unit_test.hpp>

#include "plugins/sqlite/ddl_reader.hpp"
#include "plugins/sqlite/table_edit.hpp"

using namespace schemad::sqlite;
using schemad::sql::SqlText;
namespace kit = schemad::kit;

BOOST_AUTO_TEST_SUITE(ddl)

BOOST_AUTO_TEST_CASE(every_clause) {
    const auto def = read_table(
        "CREATE TABLE \"a \"\"b\" (id integer constraint pkc primary key asc on conflict abort autoincrement,"
        "'single' text not null on conflict ignore unique collate nocase default 'x' check (length(a) > 0 and ')' <> "
        "''),"
        "[br ack], `b``t` numeric(10, -2) default -5 default (1 + (2)), g int generated always as (id * 2) stored,"
        "h as (id), r integer constraint one constraint two references p(id) on update cascade on delete set null "
        "match "
        "full not deferrable initially deferred, generated integer, q \"my type\"(3) -- comment, with (\n"
        ", constraint c1 check (x) constraint f foreign key (r, 'single') references p on delete no action,"
        "primary key (id desc, r collate nocase) on conflict replace unique (r)) without rowid, strict");
    BOOST_REQUIRE(def.has_value());
    BOOST_TEST(def->tokens.name(def->name) == "a \"b");
    BOOST_TEST(def->without_rowid);
    BOOST_TEST(def->strict);
    BOOST_REQUIRE(def->columns.size() == 9u);
    BOOST_TEST(def->columns[0].constraints.at(0).autoincrement);
    BOOST_TEST(def->columns[1].name == "single");
    BOOST_TEST(def->columns[1].constraints.size() == 5u);
    BOOST_TEST(def->columns[2].name == "br ack");
    BOOST_TEST(def->columns[2].type.empty());
    BOOST_TEST(def->columns[3].name == "b`t");
    BOOST_TEST(def->tokens.between(def->columns[3].type.begin, def->columns[3].type.end) == "numeric(10, -2)");
    BOOST_TEST((def->columns[4].constraints.at(0).kind == Constraint::generated));
    BOOST_TEST(*def->columns[6].constraints.at(0).name == "two");
    BOOST_TEST(def->columns[6].constraints.size() == 1u);
    BOOST_TEST(def->columns[7].name == "generated");
    BOOST_REQUIRE(def->constraints.size() == 4u);
    BOOST_TEST(*def->constraints[1].name == "f");
    BOOST_TEST(def->constraints[1].columns.at(1) == "single");
    BOOST_TEST(def->constraints[1].referenced_columns.empty());
    BOOST_TEST(def->constraints[2].columns.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_no_table) {
    for (const char* sql :
         {"", "CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t ()", "CREATE TABLE t (a",
          "CREATE TABLE t (a,)", "CREATE TABLE t (,a)", "CREATE TABLE t (a 'x)", "CREATE TABLE t (a default)",
          "CREATE TABLE t (a check)", "CREATE TABLE t (a) (b", "CREATE TABLE t (a references)",
          "CREATE TABLE t (unique (a))", "CREATE VIRTUAL TABLE t USING x(a)", "CREATE TABLE t (a constraint)",
          "CREATE TABLE t (a \x01)", "SELECT 1"})
        BOOST_TEST(!read_table(sql).has_value(), sql);
}

BOOST_AUTO_TEST_CASE(indexes) {
    const auto def =
        read_index("CREATE UNIQUE INDEX `on` ON t (a COLLATE nocase DESC, lower(b), 'c', [d e] asc) WHERE a > 1");
    BOOST_REQUIRE(def.has_value());
    BOOST_TEST(def->unique);
    BOOST_REQUIRE(def->columns.size() == 4u);
    BOOST_TEST(*def->columns[0] == "a");
    BOOST_TEST(!def->columns[1].has_value());
    BOOST_TEST(*def->columns[3] == "d e");
    BOOST_TEST(!def->where.empty());
    for (const char* sql :
         {"", "CREATE INDEX", "CREATE INDEX i ON t", "CREATE INDEX i ON t ()", "CREATE INDEX i ON t (a"})
        BOOST_TEST(!read_index(sql).has_value(), sql);
}

BOOST_AUTO_TEST_CASE(mentions_of_a_column) {
    const auto in = [](std::string_view expression, std::string_view column) {
        const Tokens t(expression);
        return mentions(t, {0, t.size()}, column);
    };
    BOOST_TEST(in("a > 1", "A"));
    BOOST_TEST(in("t.a > 1", "a"));
    BOOST_TEST(in("\"a\" > 1", "a"));
    BOOST_TEST(!in("a(b)", "a"));
    BOOST_TEST(!in("a.b", "a"));
    BOOST_TEST(!in("b collate a", "a"));
    BOOST_TEST(!in("cast(b as a)", "a"));
    BOOST_TEST(in("cast(b as c) + a", "a"));
    BOOST_TEST(!in("'a' /* a */ -- a", "a"));
}

BOOST_AUTO_TEST_CASE(edits_touch_nothing_else) {
    const std::string sql = "CREATE TABLE t(a text'x',/*1*/b[int]not null default 5/*2*/,c check(t.c>0 and 't.c'<>''),"
                            "d unique references p(x) on delete cascade deferrable,e,unique(d),check(c<9)) -- end";
    const auto edited = [&](auto&& change) {
        TableEdit edit("t", sql);
        change(edit);
        const auto text = edit.finish("n").str();
        BOOST_TEST(read_table(text).has_value(), text);
        return text;
    };
    BOOST_TEST(edited([](TableEdit&) {}) ==
               "CREATE TABLE `n`(a text'x',/*1*/b[int]not null default 5/*2*/,c check(c>0 and 't.c'<>''),"
               "d unique references p(x) on delete cascade deferrable,e,unique(d),check(c<9)) -- end");
    BOOST_TEST(edited([](TableEdit& e) {
                   e.set_type("b", SqlText("varchar(9)")), e.set_default("b", SqlText("'z'")),
                       e.set_nullable("b", true);
                   e.set_type("e", SqlText("integer")), e.set_default("e", SqlText("1")), e.set_nullable("e", false);
                   e.set_type("c", SqlText("text")), e.set_default("d", std::nullopt);
               }) == "CREATE TABLE `n`(a text'x',/*1*/b varchar(9)  default 'z' /*2*/,c text check(c>0 and 't.c'<>''),"
                     "d unique references p(x) on delete cascade deferrable,e integer DEFAULT 1 NOT "
                     "NULL,unique(d),check(c<9)) -- end");
    const auto dropped = edited([](TableEdit& e) {
        e.drop_column("A"), e.drop_column("d"), e.drop_column("e"), e.add_column(SqlText("f int")),
            e.add_constraint(SqlText("UNIQUE (f)"));
    });
    const auto def = read_table(dropped);
    BOOST_REQUIRE(def.has_value());
    BOOST_TEST(def->columns.size() == 3u);
    BOOST_TEST(def->constraints.size() == 2u);
    BOOST_TEST(edited([](TableEdit& e) {
                   BOOST_TEST(e.drop_foreign_keys(std::nullopt, "d", "P") == 1u);
                   BOOST_TEST(e.drop_foreign_keys(std::nullopt, "a", std::nullopt) == 0u);
                   BOOST_TEST(e.drop_unique("d") == 2u);
               }).find("references") == std::string::npos);
    TableEdit check("t", sql), both("t", sql), none("t", sql);
    check.drop_column("a");
    BOOST_CHECK_THROW(none.drop_column("nothing"), kit::Error);
    both.drop_column("c"); // its own checks and those that speak of it alone go along
    BOOST_TEST(both.finish("n").str().find("check") == std::string::npos);
    TableEdit needed("t", "CREATE TABLE t (a, b, CONSTRAINT k CHECK (a < b))");
    needed.drop_column("a");
    BOOST_CHECK_EXCEPTION(needed.finish("n"), kit::Error, [](const kit::Error& e) {
        return e.status == SCHEMAD_E_UNSUPPORTED && std::string(e.what()).find("check k") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
