// SPDX-License-Identifier: Apache-2.0
#include "plugins/cockroachdb/default_text.hpp"

#include <boost/test/unit_test.hpp>

#include "plugins/cockroachdb/schema_change.hpp"
#include "vendors/sql/defaults.hpp"

using namespace schemad;
using namespace schemad::cockroachdb;

namespace {

std::string shown(std::string_view catalog) {
    return std::string(sql::parse_default(sql::Dialect::cockroachdb, catalog).value_or("<null>"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(defaults)

BOOST_AUTO_TEST_CASE(snapshot_text) {
    BOOST_TEST(shown("'abc':::STRING") == "abc");
    BOOST_TEST(shown("42:::INT8") == "42");
    BOOST_TEST(shown("true") == "true");
    BOOST_TEST(shown("NULL") == "<null>");
    BOOST_TEST(shown("current_timestamp():::TIMESTAMPTZ") == "current_timestamp()");
    BOOST_TEST(shown("nextval('public.t_id_seq'::REGCLASS)") == "nextval('public.t_id_seq'::REGCLASS)");
    BOOST_TEST(shown("'a::b':::STRING") == "'a"); // cut at the first :: as the reference does
}

BOOST_AUTO_TEST_CASE(literals) {
    BOOST_TEST(literal_content("'it''s'").value_or("?") == "it's");
    BOOST_TEST(literal_content("e'it\\'s'").value_or("?") == "it's");
    BOOST_TEST(literal_content("e'a\\nb\\\\c\\x7f\\u00e4\\U0001F600'").value_or("?") == "a\nb\\c\x7fä😀");
    BOOST_TEST(!literal_content("'open"));
    BOOST_TEST(!literal_content("'a' || 'b'"));
    BOOST_TEST(!literal_content("e'\\"));
    BOOST_TEST(!literal_content("e'\\u00'"));
    BOOST_TEST(!literal_content("e'\\ud800'"));
    BOOST_TEST(!literal_content("e"));
    BOOST_TEST(!literal_content(""));
}

BOOST_AUTO_TEST_CASE(printed_and_read_back) {
    BOOST_TEST(printed_text("plain \"text\"") == "plain \"text\"");
    BOOST_TEST(printed_text("it's") == "e'it\\'s'");
    BOOST_TEST(printed_text("a\\b\n") == "e'a\\\\b\\n'");
    BOOST_TEST(printed_text("ä😀\x01") == "e'\\u00e4\\U0001f600\\x01'");
    for (const std::string text : {"it's", "a\\b", "ä", "😀\t'\\", "\x01\x7f"})
        BOOST_TEST(literal_content(printed_text(text)).value_or("?") == text);
    // stray bytes are no reason to stop or to read beyond the end
    BOOST_TEST(printed_text("\xff").starts_with("e'"));
    BOOST_TEST(printed_text("a\xe2\x82").starts_with("e'a"));
}

BOOST_AUTO_TEST_CASE(standard_spelling) {
    BOOST_TEST(standard_default("e'it\\'s':::STRING") == "'it''s'");
    BOOST_TEST(standard_default("e'a\\\\b':::STRING") == "E'a\\\\b'");
    BOOST_TEST(standard_default("'abc':::STRING") == "'abc':::STRING");
    BOOST_TEST(standard_default("42:::INT8") == "42");
    BOOST_TEST(standard_default("(-1):::INT8") == "-1");
    BOOST_TEST(standard_default("1.50:::DECIMAL") == "1.50");
    BOOST_TEST(standard_default("(1:::INT8 + 2:::INT8)") == "(1:::INT8 + 2:::INT8)");
    BOOST_TEST(standard_default("e'a' || e'b'") == "e'a' || e'b'");
    BOOST_TEST(standard_default("now():::TIMESTAMP") == "now():::TIMESTAMP");
    BOOST_TEST(standard_default("'1 day':::INTERVAL + now()") == "'1 day':::INTERVAL + now()");
}

BOOST_AUTO_TEST_CASE(own_text_for_writing) {
    BOOST_TEST(doubled_content("e'it\\'s'").value_or("?") == "it''s");
    BOOST_TEST(!doubled_content("it's"));
    BOOST_TEST(!doubled_content("e'it\\'s' || 'x'"));
}

BOOST_AUTO_TEST_CASE(schema_changes) {
    for (const char* sql : {"create table t (a int)", "  ALTER table t", "/* a /* b */ c */ drop index i",
                            "-- x\n;truncate t", "Comment on table t is 'x'"})
        BOOST_TEST(is_schema_change(sql));
    for (const char* sql : {"", ";", "insert into t values ('create')", "SET enable_experimental_x = true", "-- drop",
                            "/* drop", "select 1", "created", "with x as (select 1) select 1"})
        BOOST_TEST(!is_schema_change(sql));
}

BOOST_AUTO_TEST_SUITE_END()
