// SPDX-License-Identifier: Apache-2.0
// The grammar of expressions: what people write is read and printed, what could be more than an expression is not.
#include "vendors/sql/expression.hpp"

#include <boost/test/unit_test.hpp>

using namespace schemad::sql;

namespace {

constexpr auto sqlite = Language::sqlite, postgres = Language::postgres, mysql = Language::mysql;
const char* name_of(Language l) { return l == sqlite ? "sqlite" : l == postgres ? "postgres" : "mysql"; }

std::string printed(std::string_view text, Language language, Columns columns = Columns::none) {
    const auto tree = read_expression(text, language, columns);
    return tree ? write_expression(*tree, language).str() : "-";
}

struct Case {
    Language language;
    const char* text;
    const char* expected; // null: the same
};

const Case good[] = {
    {postgres, "now()", nullptr},
    {postgres, "CURRENT_TIMESTAMP", nullptr},
    {postgres, "CURRENT_TIMESTAMP(3)", nullptr},
    {postgres, "timezone('utc'::text, now())", nullptr},
    {postgres, "(now() AT TIME ZONE 'utc'::text)", nullptr},
    {postgres, "(now() + '1 day'::interval)", nullptr},
    {postgres, "ARRAY[]::text[]", nullptr},
    {postgres, "ARRAY['a'::text, 'b'::text]", nullptr},
    {postgres, "((random() * (10)::double precision))::integer", nullptr},
    {postgres, "B'101'::\"bit\"", nullptr},
    {postgres, "nextval('my_seq'::regclass)", nullptr},
    {postgres, "extensions.uuid_generate_v4()", "\"extensions\".uuid_generate_v4()"},
    {postgres, "\"substring\"('abc'::text, 1, 2)", nullptr},
    {postgres, "CASE WHEN true THEN 1 ELSE 2 END", nullptr},
    {postgres, "'a\\b'", "E'a\\\\b'"},
    {postgres, "E'a\\nb'", "'a\nb'"},
    {postgres, "EXTRACT(epoch FROM now())", nullptr},
    {postgres, "('{\"a\": 1}'::jsonb ? 'a'::text)", nullptr},
    {postgres, "interval '1 day'", nullptr},
    {postgres, "(CURRENT_DATE - '30 days'::interval)", nullptr},
    {postgres, "'x'::character varying(10)", nullptr},
    {postgres, "'2020-01-01 00:00:00'::timestamp without time zone", nullptr},
    {postgres, "1--1", "-"},
    {postgres, "1 - -1", nullptr},
    {mysql, "(now() + interval 1 day)", nullptr},
    {mysql, "curdate()", nullptr},
    {mysql, "concat('a',_utf8mb4'b')", nullptr},
    {mysql, "json_array()", nullptr},
    {mysql, "json_object('a',1)", nullptr},
    {mysql, "b'101'", nullptr},
    {mysql, "0xFF", nullptr},
    {mysql, "'it\\'s'", "'it''s'"},
    {mysql, "cast('2020-01-01' as date)", nullptr},
    {mysql, "convert('x' using utf8mb4)", nullptr},
    {mysql, "timestampdiff(day,'2020-01-01',now())", nullptr},
    {mysql, "if(1 > 2,'a','b')", nullptr},
    {mysql, "uuid_to_bin(uuid())", nullptr},
    {mysql, "'a' collate utf8mb4_bin", nullptr},
    {sqlite, "datetime('now')", nullptr},
    {sqlite, "(strftime('%Y-%m-%dT%H:%M:%fZ','now'))", nullptr},
    {sqlite, "lower(hex(randomblob(16)))", nullptr},
    {sqlite, "x'0fAB'", nullptr},
    {sqlite, "1+2", nullptr},
    {sqlite, "julianday('now') - 2440587.5", nullptr},
    {sqlite, "3 in (1,2,3)", nullptr},
    {sqlite, "'a' like 'b' escape 'c'", nullptr},
};

// With columns: of generated ones.
const Case generated[] = {
    {postgres, "((price * (1)::numeric))", "((\"price\" * (1)::numeric))"},
    {postgres, "to_tsvector('english'::regconfig, title)", "to_tsvector('english'::regconfig, \"title\")"},
    {postgres, "(COALESCE(\"First Name\", ''::text) || Last)", "(COALESCE(\"First Name\", ''::text) || \"last\")"},
    {postgres, "body ? 'a'::text", "\"body\" ? 'a'::text"},
    {mysql, "`a` * 2", nullptr},
    {mysql, "json_unquote(json_extract(`data`,'$.a'))", nullptr},
    {mysql, "`a` is not null and `b` between 1 and 2", nullptr},
    {sqlite, "\"a\" || ' ' || b || `c`", nullptr},
    {sqlite, "json_extract([data], '$.x')", "json_extract(`data`, '$.x')"},
};

// Nothing of these is an expression, in any language.
const char* const hostile[] = {
    "",
    "1; drop table t",
    "1) , (2",
    "'a' ) drop column x --",
    "1 -- x",
    "1 /* x */",
    "1 /*! , drop column a */",
    "(select 1)",
    "(select password from directus_users limit 1)",
    "exists(select 1)",
    "pg_read_file('/etc/passwd')",
    "pg_sleep(10)",
    "sleep(10)",
    "lo_import('/etc/passwd')",
    "dblink('x','y')",
    "load_file('/etc/passwd')",
    "load_extension('x')",
    "readfile('x')",
    "writefile('x','y')",
    "edit('x')",
    "benchmark(1,2)",
    "query_to_xml('select 1',true,true,'')",
    "set_config('a','b',true)",
    "current_setting('x')",
    "setval('s',1)",
    "pg_terminate_backend(1)",
    "nextval(lower('x'))",
    "CURRENT_USER stored, x int",
    "CURRENT_DATE, add column x int",
    "CURRENT_TIMESTAMP) , add column y int default (1",
    "CURRENT_TIMESTAMP on update CURRENT_TIMESTAMP",
    "$$a$$",
    "a$$x$",
    "$tag$a$tag$",
    "$1",
    "?",
    ":x",
    "@a",
    "@@global.x",
    "a := 1",
    "'open",
    "\"open",
    "`open",
    "'a' 'b'",
    "1 2",
    "now() now()",
    "((1)",
    "(1))",
    "(1,2)",
    "1e",
    "12abc",
    "case when 1 then 2",
    "default",
    "null null",
    "_utf8'a') , drop column x , add y int default ('b'",
    "_utf8'a\\'),drop column x,add column y text default (\\'b\\'",
    "_nosuchset'a'",
    "x'0g'",
    "b'12'",
    "cast(1 as int) + (select 1)",
    "cast(1 as select)",
    "other.now()",
    "public.now().x",
    "t.a",
    "count(*)",
    "group_concat(1)",
    "lower(1 order by 2)",
    "now() over ()",
    "ARRAY[]",
    "ARRAY(select 1)",
    "operator(pg_catalog.+)",
    "\\",
    "\\! touch /tmp/x",
    "now()\\g",
};

} // namespace

BOOST_AUTO_TEST_SUITE(expressions)

BOOST_AUTO_TEST_CASE(what_people_write_is_read_and_printed_from_the_tree) {
    for (const auto& c : good) BOOST_TEST_CONTEXT(name_of(c.language) << ": " << c.text) {
            BOOST_TEST(printed(c.text, c.language) == (c.expected ? c.expected : c.text));
        }
    for (const auto& c : generated) BOOST_TEST_CONTEXT(name_of(c.language) << ": " << c.text) {
            BOOST_TEST(printed(c.text, c.language, Columns::allowed) == (c.expected ? c.expected : c.text));
            BOOST_TEST(printed(c.text, c.language) == "-"); // a default has no columns
        }
}

BOOST_AUTO_TEST_CASE(what_is_printed_reads_as_the_same) {
    for (const auto& c : good) {
        const auto once = printed(c.text, c.language);
        if (once != "-") BOOST_TEST(printed(once, c.language) == once, c.text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_more_than_an_expression_is_none) {
    for (const char* text : hostile)
        for (const auto language : {sqlite, postgres, mysql})
            for (const auto columns : {Columns::none, Columns::allowed})
                BOOST_TEST_CONTEXT(name_of(language) << ": " << text) {
                    BOOST_TEST(printed(text, language, columns) == "-");
                }
    BOOST_TEST(printed(std::string("1\0", 2), sqlite) == "-");
    BOOST_TEST(printed("now() # x", mysql, Columns::allowed) == "-"); // an operator of PostgreSQL
    BOOST_TEST(printed("U&'\\0061'", postgres, Columns::allowed) == "-");
    BOOST_TEST(printed("interval", mysql, Columns::allowed) == "-");
    BOOST_TEST(printed("\"a\"", mysql, Columns::allowed) == "-"); // a text or a name, as the server's mode has it
}

BOOST_AUTO_TEST_CASE(size_and_depth_are_bounded) {
    BOOST_TEST(printed(std::string(longest_expression + 1, ' ') + "1", sqlite) == "-");
    BOOST_TEST(printed(std::string(20, '(') + "1" + std::string(20, ')'), sqlite) != "-");
    BOOST_TEST(printed(std::string(5000, '(') + "1" + std::string(5000, ')'), sqlite) == "-");
    std::string calls = "1";
    for (int i = 0; i < 500; ++i) calls = "abs(" + calls + ")";
    BOOST_TEST(printed(calls, sqlite) == "-");
}

BOOST_AUTO_TEST_CASE(columns_are_told) {
    const auto tree = read_expression("coalesce(a, \"B\") || x::text || a", postgres, Columns::allowed);
    BOOST_REQUIRE(tree);
    const std::vector<std::string> expected{"B", "a", "x"};
    BOOST_TEST(columns_of(*tree) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_call_that_was_cut_begins_like_one) {
    for (const char* text : {"timezone('utc'", "(now() AT TIME ZONE 'utc'", "getutcdate()", "((random() * (10)",
                             "ARRAY['a'", "\"left\"('abc'"})
        BOOST_TEST(begins_like_call(text), text);
    for (const char* text : {"hello (world)", "", "(", "now", "It(self)", "smile :)", "(a) or (b)"})
        BOOST_TEST(!begins_like_call(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
