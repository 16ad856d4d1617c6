// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include <cmath>

#include <boost/json.hpp>
#include <schemad/host.hpp>

#include "engine/model/default_value.hpp"

using schemad::model::cast_default;
namespace json = boost::json;

namespace {
json::value cast(std::string_view text, std::string_view type) { return cast_default(schemad::str(text), type); }
} // namespace

BOOST_AUTO_TEST_CASE(null_stays_null) {
    for (const auto* type : {"integer", "boolean", "json", "string"})
        BOOST_TEST(cast_default(schemad::no_str, type).is_null());
    BOOST_TEST(cast("0000-00-00 00:00:00", "dateTime").is_null());
    BOOST_TEST(cast("0000-00-00 00:00:00", "string").is_null());
    BOOST_TEST(cast("0000-00-00", "date") == "0000-00-00");
    BOOST_TEST(cast("0000-00-00 00:00:00.000", "dateTime") == "0000-00-00 00:00:00.000");
}

BOOST_AUTO_TEST_CASE(numbers_are_javascripts) {
    BOOST_TEST(cast("", "integer") == 0);
    BOOST_TEST(cast(" 7 ", "float") == 7);
    BOOST_TEST(cast("0x10", "bigInteger") == 16);
    BOOST_TEST(cast("1.50", "decimal") == 1.5);
    BOOST_TEST(cast("nextval('s')", "integer") == "nextval('s')");
}

BOOST_AUTO_TEST_CASE(an_integer_is_one_only_where_a_double_is_exact) {
    BOOST_TEST(cast("9007199254740992", "bigInteger").is_int64());
    BOOST_TEST(cast("9007199254740993", "bigInteger") == 9007199254740992);
    const auto beyond = cast("9223372036854775807", "bigInteger");
    BOOST_REQUIRE(beyond.is_double());
    BOOST_TEST(beyond.get_double() == 9223372036854775808.0);
    BOOST_TEST(std::isinf(cast("Infinity", "float").get_double()));
    BOOST_TEST(std::signbit(cast("-0", "integer").get_double()));
}

BOOST_AUTO_TEST_CASE(truth) {
    for (const auto* text : {"1", "true", "TRUE", "x", "b'1'", "2"}) BOOST_TEST(cast(text, "boolean") == true);
    for (const auto* text : {"", "0", "false"}) BOOST_TEST(cast(text, "boolean") == false);
}

BOOST_AUTO_TEST_CASE(json_is_parsed_where_it_is_json) {
    BOOST_TEST(cast("{\"a\":[1]}", "json").as_object().at("a").as_array().size() == 1u);
    BOOST_TEST(cast("null", "json").is_null());
    BOOST_TEST(cast("{a:1}", "json") == "{a:1}");
    BOOST_TEST(cast("", "json") == "");
}

BOOST_AUTO_TEST_CASE(everything_else_is_its_text) {
    BOOST_TEST(cast("5", "string") == "5");
    BOOST_TEST(cast("CURRENT_TIMESTAMP", "timestamp") == "CURRENT_TIMESTAMP");
    BOOST_TEST(cast("", "text") == "");
}

BOOST_AUTO_TEST_CASE(the_value_lies_in_the_storage_asked_for) {
    json::monotonic_resource memory;
    const json::storage_ptr storage(&memory);
    BOOST_TEST((cast_default(schemad::str("text"), "string", storage).storage() == storage));
    BOOST_TEST((cast_default(schemad::str("[1]"), "json", storage).storage() == storage));
}
