// SPDX-License-Identifier: Apache-2.0
// What a column of configuration holds, and when a value is the one that is stored.
#include "engine/configuration/values.hpp"

#include <limits>

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
    const Param exact{std::string{"12345678901234567890.10"}};
    BOOST_TEST(same(of(Holds::decimal), exact, read("\"12345678901234567890.1\"")));
    BOOST_TEST(!same(of(Holds::decimal), exact, read("\"12345678901234567890.2\""))); // one as doubles
    BOOST_TEST(same(of(Holds::decimal), Param{std::string{"-0.50"}}, read("\"-00.5\"")));
    BOOST_TEST(same(of(Holds::decimal), Param{std::string{"0.00"}}, read("\"-0\"")));
    BOOST_TEST(same(of(Holds::number), Param{std::numeric_limits<double>::infinity()}, read("\"Infinity\"")));
    BOOST_TEST(same(of(Holds::boolean), Param{std::int64_t{5}}, read("5")));
    BOOST_TEST(!same(of(Holds::boolean), Param{std::int64_t{5}}, read("1")));
    BOOST_TEST(same(of(Holds::integer), Param{std::string{"7"}}, read("7")));
    BOOST_TEST(same(of(Holds::integer), Param{std::int64_t{7}}, read("\"7\"")));
    BOOST_TEST(!same(of(Holds::integer), Param{std::int64_t{7}}, read("\"8\"")));
    const std::string low = "21a37b9c-124f-483e-821a-ec3a7929a61a";
    BOOST_TEST(same(of(Holds::uuid), Param{low}, read("\"21A37B9C-124F-483E-821A-EC3A7929A61A\"")));
    BOOST_TEST(!same(of(Holds::text), Param{std::string{"a"}}, read("\"A\"")));
}

BOOST_AUTO_TEST_CASE(a_moment_is_one_however_it_is_spelled) {
    const auto stored = [](Holds holds, const char* text, bool milliseconds = false) {
        auto column = of(holds);
        column.milliseconds = milliseconds;
        return encoded(column, read(text));
    };
    const auto text = [](const char* value) { return Param{std::string{value}}; };
    for (const auto holds : {Holds::timestamp, Holds::date_time}) {
        BOOST_CHECK(stored(holds, "\"2026-03-29T02:30:00.000Z\"") == text("2026-03-29 02:30:00"));
        BOOST_CHECK(stored(holds, "\"2026-03-29T02:30:00\"") == text("2026-03-29 02:30:00"));
        BOOST_CHECK(stored(holds, "\"2026-01-01T00:30:00.250+02:00\"") == text("2025-12-31 22:30:00.25"));
        BOOST_CHECK(stored(holds, "\"1969-12-31T23:59:59.9Z\"") == text("1969-12-31 23:59:59.9"));
        BOOST_CHECK(stored(holds, "\"2026-03-29T02:30:00Z\"", true) == Param{std::int64_t{1774751400000}});
        BOOST_CHECK(stored(holds, "\"2026-03-29 02:30:00\"", true) == text("2026-03-29 02:30:00"));
        BOOST_CHECK(stored(holds, "\"2026-03-29T02:30:00.000001Z\"", true) == text("2026-03-29 02:30:00.000001"));
        for (const auto* bad : {"\"0000-00-00T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-2-3\"", "\"20260228\"",
                                "\"\"", "\"2024-12-31T23:59:60Z\"", "\"2026-03-29T24:00:00Z\"",
                                "\"2026-03-29T02:30:00.1234567Z\"", "true", "1e300", "9007199254740993"})
            BOOST_TEST(!can(of(holds), bad), bad);
    }
    BOOST_CHECK(stored(Holds::date, "\"2026-02-28\"") == text("2026-02-28"));
    for (const auto* bad : {"\"2026-02-29\"", "\"2026-02-28T00:00:00Z\"", "\"0000-00-00\""})
        BOOST_TEST(!can(of(Holds::date), bad), bad);
    for (const auto* bad : {"\"24:00\"", "\"T10:00:00\"", "\"1:00\"", "5"}) BOOST_TEST(!can(of(Holds::time), bad), bad);

    const auto equal = [](Holds holds, Param is, const char* value) { return same(of(holds), is, read(value)); };
    BOOST_TEST(equal(Holds::timestamp, text("2026-03-29 02:30:00+00"), "\"2026-03-29T02:30:00.000Z\""));
    BOOST_TEST(equal(Holds::timestamp, text("2026-03-29 02:30:00"), "\"2026-03-29T04:30:00+02:00\""));
    BOOST_TEST(equal(Holds::timestamp, Param{std::int64_t{1774751400000}}, "\"2026-03-29T02:30:00.000Z\""));
    BOOST_TEST(equal(Holds::timestamp, text("2026-10-25 01:30:00.123456+00"), "\"2026-10-25T01:30:00.123Z\""));
    BOOST_TEST(!equal(Holds::timestamp, text("2026-10-25 01:30:00+00"), "\"2026-10-25T01:30:00.5Z\"")); // rounded
    BOOST_TEST(!equal(Holds::timestamp, text("2026-10-25 01:30:00.123457"), "\"2026-10-25T01:30:00.123456Z\""));
    BOOST_TEST(!equal(Holds::date_time, text("2026-03-29 02:30:00"), "null"));
    BOOST_TEST(!equal(Holds::date_time, Param{nullptr}, "\"2026-03-29T02:30:00\""));
    BOOST_TEST(equal(Holds::date, text("2026-02-28"), "\"2026-02-28\""));
    BOOST_TEST(equal(Holds::date, text("2026-02-28 00:00:00"), "\"2026-02-28\""));
    BOOST_TEST(equal(Holds::time, text("23:59:00"), "\"23:59\""));
    BOOST_TEST(equal(Holds::date_time, text("0000-00-00 00:00:00"), "\"0000-00-00 00:00:00\"")); // by other hands
}

BOOST_AUTO_TEST_CASE(a_key_that_is_made_is_a_uuid_and_the_same_for_the_same) {
    BOOST_TEST(is_uuid(uuid_from("a")));
    BOOST_TEST(uuid_from("a") == uuid_from("a"));
    BOOST_TEST(uuid_from("a") != uuid_from("b"));
    BOOST_TEST(uuid_from("a")[14] == '4');
}

BOOST_AUTO_TEST_SUITE_END()
