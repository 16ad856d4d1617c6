// SPDX-License-Identifier: Apache-2.0
// query() and execute(): typed cells, parameters, one statement a call, bounded answers, error classes.
#include "tests/conformance/server_vendors/contract.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

void typed_cells(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const auto& w = words(target);
    c->execute(test::sql_of(std::string("create table t (i bigint, d ") + w.real + ", s varchar(200), b " + w.bytes +
                            ", f " + w.boolean + ", n decimal(12,2), w date)"));
    const std::string bytes("\0\xff'\\", 4), odd = "it's \\ \"q\" ? $1 % \n déjà 🦆";
    schemad_value blob = value_of(std::string_view(bytes));
    blob.kind = SCHEMAD_BLOB;
    const std::vector<schemad_value> all{value_of(std::int64_t{-9223372036854775807 - 1}), value_of(0.1),
                                         value_of(std::string_view(odd)), blob, value_of_bool(true)};
    BOOST_TEST(c->execute("insert into t (i, d, s, b, f, n, w) values (?, ?, ?, ?, ?, 12.30, '2024-02-29')", all) == 1);
    const std::vector<schemad_value> nulls(5, null_value());
    BOOST_TEST(c->execute("insert into t (i, d, s, b, f) values (?, ?, ?, ?, ?)", nulls) == 1);
    BOOST_TEST(c->execute("insert into t (i, s) values (?, ?)", std::vector{value_of(std::int64_t{9223372036854775807}),
                                                                            value_of(std::string_view(""))}) == 1);
    const auto rows = c->query("select i, d, s, b, f, n, w, 7 as seven from t order by i is null, i");
    BOOST_REQUIRE(rows->row_count == 3u);
    BOOST_REQUIRE(rows->column_count == 8u);
    BOOST_TEST(view(rows->column_names[0]) == "i");
    BOOST_TEST(view(rows->column_names[7]) == "seven");
    const auto* first = rows->cells;
    BOOST_TEST(first[0].kind == SCHEMAD_INT64);
    BOOST_TEST(first[0].as.integer == -9223372036854775807 - 1);
    BOOST_TEST(first[1].kind == SCHEMAD_DOUBLE);
    BOOST_TEST(first[1].as.real == 0.1);
    BOOST_TEST(first[2].kind == SCHEMAD_TEXT);
    BOOST_TEST(view(first[2].as.text) == odd);
    BOOST_TEST(first[3].kind == SCHEMAD_BLOB);
    BOOST_TEST(view(first[3].as.text) == bytes);
    if (target.vectors == "postgres") BOOST_TEST(first[4].kind == SCHEMAD_BOOL); // the others keep a small number
    BOOST_TEST((first[4].kind == SCHEMAD_BOOL || first[4].kind == SCHEMAD_INT64));
    BOOST_TEST(first[4].as.integer == 1);
    if (target.vectors != "sqlite") { // which has no decimals and dates
        BOOST_TEST(first[5].kind == SCHEMAD_TEXT);
        BOOST_TEST(view(first[5].as.text) == "12.30");
    }
    BOOST_TEST(first[6].kind == SCHEMAD_TEXT);
    BOOST_TEST(view(first[6].as.text) == "2024-02-29");
    BOOST_TEST(first[7].kind == SCHEMAD_INT64);
    BOOST_TEST(first[8].as.integer == 9223372036854775807);
    BOOST_TEST(first[10].kind == SCHEMAD_TEXT); // empty text is not null
    BOOST_TEST(first[10].as.text.size == 0u);
    BOOST_TEST(stated(first[10].as.text));
    for (int i = 16; i < 23; ++i) BOOST_TEST(first[i].kind == SCHEMAD_NULL);
    BOOST_TEST(c->execute("update t set s = 'x'") == 3);
    BOOST_TEST(c->execute("delete from t where i is null") == 1);
    BOOST_TEST(c->query("select i from t where 1 = 0")->row_count == 0u);
}
const auto typed = contract("typed_cells", typed_cells);

void tells_its_server(const Target& target) {
    const TestDatabase place(target);
    const auto told = place.open()->server();
    const auto* product = target.vectors == "sqlite"  ? "SQLite "
                          : target.vectors == "mysql" ? "MariaDB "
                                                      : "PostgreSQL ";
    BOOST_TEST_REQUIRE(told.starts_with(product), told);
    const auto version = told[std::string_view(product).size()];
    BOOST_TEST((version >= '1' && version <= '9'), told);
}
const auto server = contract("tells_its_server", tells_its_server);

void unsigned_beyond(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const auto rows = c->query("select cast(18446744073709551615 as unsigned), cast(5 as unsigned)");
    BOOST_TEST(rows->cells[0].kind == SCHEMAD_TEXT);
    BOOST_TEST(view(rows->cells[0].as.text) == "18446744073709551615");
    BOOST_TEST(rows->cells[1].kind == SCHEMAD_INT64);
}
const auto beyond = contract("unsigned_beyond_int64", unsigned_beyond, "mysql");

void question_marks(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const auto one = std::vector{value_of(std::string_view("v"))};
    const std::string cast = target.vectors == "postgres" ? "cast(? as text)" : "?";
    BOOST_TEST(text(*c, "select '?', " + cast, one) == "?|v");
    BOOST_TEST(text(*c, "select 'it''s ?', " + cast, one) == "it's ?|v");
    BOOST_TEST(text(*c, "select " + cast + " /* ? */, '/* ?' -- ?\n", one) == "v|/* ?");
    BOOST_TEST(text(*c, "/* ' ? */ select " + cast, one) == "v");
    BOOST_TEST(text(*c, "-- ' ?\nselect " + cast, one) == "v");
    const std::string mark(1, c->vendor().table().identifier_quote);
    BOOST_TEST(text(*c, "select " + cast + " as " + mark + "a?b" + mark, one) == "v");
    if (target.vectors == "postgres") {
        BOOST_TEST(text(*c, "select $$ ? ' $$, " + cast, one) == " ? ' |v");
        BOOST_TEST(text(*c, "select $a$ ? $$ $a$, " + cast, one) == " ? $$ |v");
        BOOST_TEST(text(*c, "select E'\\' ?', " + cast, one) == "' ?|v");
        BOOST_TEST(text(*c, "select 'a\\', " + cast, one) == "a\\|v");
        BOOST_TEST(text(*c, "select /* /* ? */ ? */ " + cast, one) == "v");
        // without parameters it is an operator
        BOOST_TEST(text(*c, "select '{\"a\": 1}'::jsonb ? 'a', '[\"b\"]'::jsonb ?| array['a', 'b']") == "1|1");
        BOOST_TEST(text(*c, "select 1 as a$b, " + cast, one) == "1|v");
    }
    if (target.vectors == "mysql") {
        BOOST_TEST(text(*c, "select '\\' ?', ?", one) == "' ?|v");
        BOOST_TEST(text(*c, "select \"it's ?\", ?", one) == "it's ?|v");
        BOOST_TEST(text(*c, "select ? # ?\n", one) == "v");
        BOOST_TEST(text(*c, "select 3--?", std::vector{value_of(std::int64_t{2})}) ==
                   "5"); // no comment without a blank
    }
    std::string many = "select ";
    std::vector<schemad_value> values;
    std::string expected;
    for (int i = 0; i < 12; ++i) {
        many += std::string(i ? ", " : "") + (target.vectors == "postgres" ? "cast(? as integer)" : "?");
        expected += (i ? "|" : "") + std::to_string(i);
        values.push_back(value_of(std::int64_t{i}));
    }
    BOOST_TEST(text(*c, many, values) == expected);
    // without parameters it is a server's to refuse; SQLite reads it as a parameter, that would be null unasked
    BOOST_TEST((status_of([&] { c->query("select ?"); }) ==
                (target.vectors == "sqlite" ? SCHEMAD_E_INVALID : SCHEMAD_E_SYNTAX)));
    BOOST_TEST((status_of([&] { c->query("select 1", one); }) == SCHEMAD_E_INVALID));
    BOOST_TEST(text(*c, "select 1") == "1");
}
const auto marks = contract("question_marks", question_marks);

void values_stay_values(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    c->execute("create table t (s varchar(200))");
    for (const std::string& odd : {std::string("'); drop table t; --"), std::string("\\'"), std::string("\\"),
                                   std::string("%s ? $1"), std::string("x\\'y\\\\"), std::string("\xE2\x80\x99")}) {
        c->execute("delete from t");
        c->execute("insert into t values (?)", std::vector{value_of(std::string_view(odd))});
        BOOST_TEST(text(*c, "select s from t") == odd);
        BOOST_TEST(text(*c, "select count(*) from t where s = ?", std::vector{value_of(std::string_view(odd))}) == "1");
    }
}
const auto injection = contract("values_stay_values", values_stay_values);

void one_statement(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    c->execute("create table t (i integer)");
    BOOST_TEST((status_of([&] { c->execute("insert into t values (1); insert into t values (2)"); }) != SCHEMAD_OK));
    BOOST_TEST((status_of([&] { c->query("select 1; select 2"); }) != SCHEMAD_OK));
    BOOST_TEST(text(*c, "select count(*) from t where i = 2") == "0");
    BOOST_TEST((status_of([&] { c->execute("insert into t values (3);"); }) == SCHEMAD_OK));
}
const auto single = contract("one_statement_a_call", one_statement);

void bounded_answers(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    c->execute("create table t (s varchar(2000))");
    const std::string long_text(1000, 'x');
    for (int i = 0; i < 50; ++i)
        c->execute("insert into t values (?)", std::vector{value_of(std::string_view(long_text))});
    for (const bool inside : {false, true}) {
        if (inside) c->begin(SCHEMAD_BEGIN_READ);
        BOOST_TEST((status_of([&] { c->query("select a.s from t a, t b", {}, 20'000); }) == SCHEMAD_E_LIMIT));
        if (inside && target.vectors == "postgres") c->rollback(); // where a failed statement ends the transaction
        BOOST_TEST(text(*c, "select count(*) from t") == "50");
        if (inside) c->rollback();
        c->ping();
    }
    BOOST_TEST(c->query("select s from t", {}, 1'000'000)->row_count == 50u);
}
const auto bounded = contract("bounded_answers", bounded_answers);

void error_classes(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    const auto& w = words(target);
    const bool sqlite = target.vectors == "sqlite";
    c->execute(test::sql_of(std::string("create table p (id integer not null primary key, u ") + w.text_key +
                            ", n integer not null default 0, s smallint, constraint p_u unique (u))"));
    c->execute("create table k (id integer not null primary key, p integer, constraint k_p foreign key (p) references "
               "p (id))");
    c->execute("insert into p (id, u) values (1, 'a')");
    const auto expect = [&](const char* sql, schemad_status wanted, const char* table = "", const char* column = "") {
        std::optional<VendorError> e;
        const auto status = status_of([&] { c->execute(test::sql_of(sql)); }, &e);
        BOOST_TEST(status == wanted,
                   sql << ": " << status << " instead of " << wanted << ", " << (e ? e->what() : "no error"));
        if (!e) return;
        // where the driver tells, it tells rightly
        if (!e->table.empty()) BOOST_TEST(e->table == table, sql);
        if (!e->column.empty()) BOOST_TEST(e->column == column, sql);
        BOOST_TEST(std::string(e->what()).size() > 3u);
    };
    expect("insert into p (id, u) values (2, 'a')", SCHEMAD_E_UNIQUE, "p", "u");
    expect("insert into p (id) values (1)", SCHEMAD_E_UNIQUE, "p", "id");
    expect("insert into p (id, n) values (2, null)", SCHEMAD_E_NOT_NULL, "p", "n");
    expect("insert into k values (1, 99)", SCHEMAD_E_FOREIGN_KEY, "k", "p");
    c->execute("insert into k values (1, 1)");
    expect("delete from p where id = 1", SCHEMAD_E_FOREIGN_KEY, sqlite ? "p" : "k", "p");
    if (!sqlite) { // which stores anything anywhere
        expect("insert into p (id, u) values (3, 'longer than twenty characters')", SCHEMAD_E_TOO_LONG, "p", "u");
        expect("insert into p (id, s) values (3, 70000)", SCHEMAD_E_OUT_OF_RANGE, "p", "s");
        expect("insert into p (id) values (99999999999)", SCHEMAD_E_OUT_OF_RANGE, "p", "id");
    }
    expect("select * from missing", SCHEMAD_E_NOT_FOUND, "missing");
    expect("drop table missing", SCHEMAD_E_NOT_FOUND, "missing");
    expect("create table p (id integer)", SCHEMAD_E_EXISTS, "p");
    expect("create index k_i on k (p)", SCHEMAD_OK);
    expect("create index k_i on k (p)", SCHEMAD_E_EXISTS, "k");
    expect("selec 1", SCHEMAD_E_SYNTAX);
    BOOST_TEST(text(*c, "select count(*) from p") == "1");
}
const auto classes = contract("error_classes", error_classes);

void odd_text(const Target& target) {
    const TestDatabase place(target);
    const auto c = place.open();
    for (const std::string_view sql :
         {std::string_view(""), std::string_view("   "), std::string_view("-- nothing"), std::string_view("select '"),
          std::string_view("select 1 /* "), std::string_view("select \0", 8), std::string_view("select $$")}) {
        status_of([&] { c->query(test::sql_of(sql)); }); // no crash, and the connection goes on
        status_of([&] { c->execute(test::sql_of(sql)); });
        BOOST_TEST(text(*c, "select 1") == "1");
    }
    const std::string_view with_zero("a\0b", 3);
    const auto status = status_of([&] { c->query("select ?", std::vector{value_of(with_zero)}); });
    if (target.vectors == "postgres") BOOST_TEST(status != SCHEMAD_OK); // cannot hold one: refused, never cut
    BOOST_TEST(text(*c, "select 1") == "1");
}
const auto odd = contract("odd_text", odd_text);

} // namespace
