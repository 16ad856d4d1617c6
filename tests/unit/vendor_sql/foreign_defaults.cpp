// SPDX-License-Identifier: Apache-2.0
// Defaults in words that a snapshot does not name the vendor of.
#include "vendors/sql/foreign_defaults.hpp"

#include <boost/test/unit_test.hpp>

using namespace schemad::sql;

BOOST_AUTO_TEST_CASE(a_clock_is_known_in_each_spelling) {
    for (const auto* text : {"CURRENT_DATE", "current_date", "curdate()", "(curdate())", "date('now')"})
        BOOST_TEST((clock_of(text) == Clock::today), text);
    for (const auto* text : {"CURRENT_TIME", "curtime()", "(CURRENT_TIME)", "LOCALTIME", "time('now')"})
        BOOST_TEST((clock_of(text) == Clock::time_of_day), text);
    for (const auto* text : {"", "(", "date('2020-01-01')", "CURRENT_DATE + 1", "'curdate()'", "now()"})
        BOOST_TEST((clock_of(text) == Clock::none), text);
}

BOOST_AUTO_TEST_CASE(an_empty_json_that_a_call_makes) {
    BOOST_TEST(made_by_call("\"json_array()\"").value_or("") == "[]");
    BOOST_TEST(made_by_call("\"jsonb_build_object()\"").value_or("") == "{}");
    for (const auto* text : {"", "\"", "\"\"", "[]", "\"json_array(1)\"", "\"a json_array()\"", "json_array()"})
        BOOST_TEST(!made_by_call(text), text);
    BOOST_TEST(is_call_in_json("\"json_array(1)\""));
    for (const auto* text : {"\"a (b)\"", "{}", "\"x\\\"json_array()\"", "\"json_array\""})
        BOOST_TEST(!is_call_in_json(text), text);
}

BOOST_AUTO_TEST_CASE(a_number_is_computed_only_where_all_compute_the_same) {
    BOOST_TEST(computed_number("(1 + 2)", Speaker::mysql).value_or("-") == "1 + 2");
    BOOST_TEST(computed_number("1 + 2", Speaker::postgres).value_or("-") == "(1 + 2)");
    BOOST_TEST(computed_number("7 DIV 2", Speaker::postgres).value_or("-") == "(7 / 2)");
    BOOST_TEST(computed_number("7 div 2", Speaker::sqlite).value_or("-") == "7 / 2");
    for (const auto* text :
         {"7 / 2", "rand()", "qty * 2", "1.5 + 1", "'1'", "", "1;", "unix_timestamp()", "length('ä')"})
        BOOST_TEST(!computed_number(text, Speaker::mysql), text);
}
