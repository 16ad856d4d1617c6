// SPDX-License-Identifier: Apache-2.0
// JSON.stringify. docs/spec/engine-1-http.md sections 1.9 and 1.10.
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"

namespace json = boost::json;
using namespace schemad::formats;

BOOST_AUTO_TEST_SUITE(writer)

BOOST_AUTO_TEST_CASE(compact) {
    BOOST_TEST(write_json({{"a", {1, 2.5, nullptr, true, "x"}}, {"b", json::object()}, {"c", json::array()}}) ==
               R"({"a":[1,2.5,null,true,"x"],"b":{},"c":[]})");
    std::string out = "{\"data\":";
    write_json(out, "x");
    BOOST_TEST(out == "{\"data\":\"x\"");
}

BOOST_AUTO_TEST_CASE(indented_by_tabs) {
    BOOST_TEST(write_json_indented({{"a", {1, {{"b", nullptr}}}}, {"c", json::object()}, {"d", json::array()}}) ==
               "{\n\t\"a\": [\n\t\t1,\n\t\t{\n\t\t\t\"b\": null\n\t\t}\n\t],\n\t\"c\": {},\n\t\"d\": []\n}");
    BOOST_TEST(write_json_indented(nullptr) == "null");
    BOOST_TEST(write_json_indented(json::array()) == "[]");
}

BOOST_AUTO_TEST_CASE(numbers_are_those_of_javascript) {
    BOOST_TEST(write_json(std::int64_t{9007199254740992}) == "9007199254740992");
    BOOST_TEST(write_json(std::int64_t{9007199254740993}) == "9007199254740992");
    BOOST_TEST(write_json(std::int64_t{-9007199254740993}) == "-9007199254740992");
    BOOST_TEST(write_json(std::numeric_limits<std::int64_t>::max()) == "9223372036854776000");
    BOOST_TEST(write_json(std::numeric_limits<std::int64_t>::min()) == "-9223372036854776000");
    BOOST_TEST(write_json(std::numeric_limits<std::uint64_t>::max()) == "18446744073709552000");
    BOOST_TEST(write_json(std::int64_t{-1}) == "-1");
    BOOST_TEST(write_json(-0.0) == "0");
    BOOST_TEST(write_json(1.0) == "1");
    BOOST_TEST(write_json(1e21) == "1e+21");
    BOOST_TEST(write_json(1e-7) == "1e-7");
    BOOST_TEST(write_json(std::nan("")) == "null");
    BOOST_TEST(write_json(std::numeric_limits<double>::infinity()) == "null");
    BOOST_TEST(write_json(-std::numeric_limits<double>::infinity()) == "null");
}

BOOST_AUTO_TEST_CASE(only_what_must_be_is_escaped) {
    BOOST_TEST(write_json("\"\\/\b\t\n\f\r") == R"("\"\\/\b\t\n\f\r")");
    BOOST_TEST(write_json(json::string_view("\0\x01\x0B\x1F\x7F", 5)) == "\"\\u0000\\u0001\\u000b\\u001f\x7F\"");
    const std::string raw = "\xC3\xA9\xE2\x80\xA8\xE2\x80\xA9\xF0\x9F\x98\x80\xED\x95\x9C\xEF\xBF\xBF"; // incl. U+2028
    BOOST_TEST(write_json(json::string(raw)) == "\"" + raw + "\"");
    BOOST_TEST(write_json({{"a\n", 1}}) == R"({"a\n":1})");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_are_escaped) {
    BOOST_TEST(write_json("\xED\xA0\xBD") == R"("\ud83d")");
    BOOST_TEST(write_json("abcdefgh\xED\xBF\xBFz") == R"("abcdefgh\udfffz")");
    BOOST_TEST(write_json({{"\xED\xA0\x80", "\xED\x95\x9C\xED\xB0\x80"}}) == "{\"\\ud800\":\"\xED\x95\x9C\\udc00\"}");
}

BOOST_AUTO_TEST_CASE(every_position_of_a_special_byte_is_seen) {
    for (std::size_t size = 1; size < 20; ++size) {
        for (std::size_t i = 0; i < size; ++i) {
            std::string text(size, 'x'), expected = text;
            text[i] = '"';
            expected.replace(i, 1, "\\\"");
            BOOST_TEST(write_json(json::string(text)) == '"' + expected + '"');
            BOOST_TEST(read_json(write_json(json::string(text)), {}).as_string() == text);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
