// SPDX-License-Identifier: Apache-2.0
// What a column of configuration holds, and when a value is the one that is stored.
#include "engine/configuration/values.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace schemad::configuration;
namespace json = boost::json;
using schemad::plan::Param;

Column of(Holds holds, bool nullable = true) {
    Column column;
    column.holds = holds, column.nullable = nullable;
    return column;
}
json::value read(const char* text) { return json::parse(text); }
bool can(const Column& column, const char* text) { return why_not(column, read(text)).empty(); }

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_values)

BOOST_AUTO_TEST_CASE(each_type_takes_its_own_and_nothing_else) {
    const auto check = [](Holds holds, std::initializer_list<const char*> fine,
                          std::initializer_list<const char*> bad) {
        for (const auto* one : fine) BOOST_TEST(can(of(holds), one), one);
        for (const auto* one : bad) BOOST_TEST(!can(of(holds), one), one);
        BOOST_TEST(can(of(holds), "null"));
        BOOST_TEST(!can(of(holds, false), "null"));
    };
    check(Holds::text, {"\"\"", "\"a\""}, {"1", "true", "[]", "{}", "\"a\\u0000b\""});
    check(Holds::uuid, {"\"21a37b9c-124f-483e-821a-ec3a7929a61a\"", "\"21A37B9C-124F-483E-821A-EC3A7929A61A\""},
          {"\"\"", "\"21a37b9c124f483e821aec3a7929a61a\"", "\"21a37b9c-124f-483e-821a-ec3a7929a61g\"", "1"});
    check(Holds::integer, {"0", "-5", "2147483647", "3.0", "\"1\"", "\"-7\""},
          {"2147483648", "1.5", "true", "\"\"", "\"01\"", "\"1.0\"", "\" 1\"", "\"+1\"", "\"2147483648\""});
    check(Holds::big_integer, {"9223372036854775807", "\"9223372036854775807\""},
          {"9223372036854775808", "\"9223372036854775808\"", "0.5"});
    check(Holds::number, {"1", "1.5"}, {"\"1\"", "true"});
    check(Holds::decimal, {"1.5", "\"12.50\"", "\"-3\""}, {"\"1e3\"", "\"\"", "\".5\"", "\"1.\""});
    check(Holds::boolean, {"true", "false"}, {"0", "1", "\"true\""});
    check(Holds::json, {"{}", "[1]", "\"a\"", "1", "true"}, {"\"\\u0000\"", "{\"a\":[\"\\u0000\"]}"});
    check(Holds::csv, {"[]", "[\"a\"]", "\"a,b\""}, {"[1]", "[\"a,b\"]", "{}", "1"});
    check(Holds::other, {}, {"1", "\"a\""});
}

BOOST_AUTO_TEST_CASE(nothing_is_cut_off) {
    auto column = of(Holds::text);
    column.most = 3;
    BOOST_TEST(can(column, "\"äöü\"")); // characters, not bytes
    BOOST_TEST(!can(column, "\"abcd\""));
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    const auto round = [](Holds holds, const char* text) {
        const auto column = of(holds);
        const auto value = read(text);
        const auto stored = encoded(column, value);
        BOOST_TEST(same(column, stored, value), text);
        BOOST_TEST(json::serialize(decoded(column, stored)) == text);
    };
    round(Holds::json, R"({"b":1,"a":[true,null,"x"]})");
    round(Holds::csv, R"(["a","b"])");
    round(Holds::csv, "[]");
    round(Holds::boolean, "false");
    round(Holds::integer, "5");
    round(Holds::text, R"("a")");
    round(Holds::text, "null");
}

BOOST_AUTO_TEST_CASE(a_value_is_the_same_however_the_database_spells_it) {
    BOOST_TEST(same(of(Holds::boolean), Param{std::int64_t{1}}, read("true")));
    BOOST_TEST(same(of(Holds::boolean), Param{std::string{"f"}}, read("false")));
    BOOST_TEST(same(of(Holds::json), Param{std::string{R"({ "b": 2, "a": 1.0 })"}}, read(R"({"a":1,"b":2})")));
    BOOST_TEST(!same(of(Holds::json), Param{std::string{"[1,2]"}}, read("[2,1]")));
    BOOST_TEST(!same(of(Holds::json), Param{nullptr}, read("{}")));
    BOOST_TEST(same(of(Holds::csv), Param{std::string{"a,b"}}, read(R"("a,b")")));
    BOOST_TEST(same(of(Holds::decimal), Param{std::string{"1.50"}}, read("1.5")));
    BOOST_TEST(same(of(Holds::integer), Param{std::string{"7"}}, read("7")));
    BOOST_TEST(same(of(Holds::integer), Param{std::int64_t{7}}, read("\"7\"")));
    BOOST_TEST(!same(of(Holds::integer), Param{std::int64_t{7}}, read("\"8\"")));
    const std::string low = "21a37b9c-124f-483e-821a-ec3a7929a61a";
    BOOST_TEST(same(of(Holds::uuid), Param{low}, read("\"21A37B9C-124F-483E-821A-EC3A7929A61A\"")));
    BOOST_TEST(!same(of(Holds::text), Param{std::string{"a"}}, read("\"A\"")));
}

BOOST_AUTO_TEST_CASE(a_key_that_is_made_is_a_uuid_and_the_same_for_the_same) {
    BOOST_TEST(is_uuid(uuid_from("a")));
    BOOST_TEST(uuid_from("a") == uuid_from("a"));
    BOOST_TEST(uuid_from("a") != uuid_from("b"));
    BOOST_TEST(uuid_from("a")[14] == '4');
}

BOOST_AUTO_TEST_SUITE_END()
