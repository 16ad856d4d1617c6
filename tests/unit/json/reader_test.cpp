// SPDX-License-Identifier: Apache-2.0
// JSON.parse over bytes. docs/spec/engine-1-http.md section 1.8.
#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "engine/formats/formats.hpp"

namespace json = boost::json;
using namespace schemad::formats;

namespace {

json::value read(std::string_view text) { return read_json(text, {}); }
std::string again(std::string_view text) { return write_json(read(text)); }
std::string text(std::string_view source) { return std::string(read(source).as_string()); }

void refused(std::string_view source, std::string_view why) {
    BOOST_TEST_CONTEXT(source) {
        BOOST_CHECK_EXCEPTION(read(source), ParseError, [&](const ParseError& e) {
            BOOST_TEST(e.what() == why);
            return true;
        });
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(reader)

BOOST_AUTO_TEST_CASE(values) {
    BOOST_TEST(again(" { \"a\" : [ 1 , true , false , null , \"x\" , { } , [ ] ] }\r\n\t ") ==
               R"({"a":[1,true,false,null,"x",{},[]]})");
    BOOST_TEST(again("0") == "0");
    BOOST_TEST(again("\"\"") == "\"\"");
    BOOST_TEST(again("null") == "null");
}

BOOST_AUTO_TEST_CASE(integers_stay_exact) {
    BOOST_TEST(read("9007199254740993").as_int64() == 9007199254740993);
    BOOST_TEST(read("9223372036854775807").as_int64() == std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(read("-9223372036854775808").as_int64() == std::numeric_limits<std::int64_t>::min());
    BOOST_TEST(read("9223372036854775808").as_uint64() == 9223372036854775808U);
    BOOST_TEST(read("18446744073709551615").as_uint64() == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(read("18446744073709551616").as_double() == 18446744073709551616.0);
    BOOST_TEST(read("-9223372036854775809").as_double() == -9223372036854775808.0);
}

BOOST_AUTO_TEST_CASE(everything_else_is_a_double) {
    BOOST_TEST(read("1.0").as_double() == 1.0);
    BOOST_TEST(read("1e2").as_double() == 100.0);
    BOOST_TEST(std::signbit(read("-0").as_double()));
    BOOST_TEST(std::signbit(read("-0.0").as_double()));
    BOOST_TEST(read("0.30000000000000004").as_double() == 0.1 + 0.2);
    BOOST_TEST(read("5e-324").as_double() == std::numeric_limits<double>::denorm_min());
    BOOST_TEST(read("2.2250738585072011e-308").as_double() == 2.225073858507201e-308);
    BOOST_TEST(read("1.7976931348623157e308").as_double() == std::numeric_limits<double>::max());
    BOOST_TEST(read("123456789012345678901234567890").as_double() == 1.2345678901234568e29);
    BOOST_TEST(read("1e400").as_double() == std::numeric_limits<double>::infinity());
    BOOST_TEST(read("-1e400").as_double() == -std::numeric_limits<double>::infinity());
    BOOST_TEST(read("1e-400").as_double() == 0.0);
}

BOOST_AUTO_TEST_CASE(a_key_again_wins_in_the_first_place) {
    BOOST_TEST(again(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
    BOOST_TEST(again(R"({"a":{"x":"long enough for the heap, long enough"},"b":2,"a":[1],"b":{}})") ==
               R"({"a":[1],"b":{}})");
    std::string many = "{";
    for (int round = 0; round < 2; ++round) // large objects are kept in another way
        for (int i = 0; i < 50; ++i) many += "\"k" + std::to_string(i) + "\":" + std::to_string(round) + ',';
    many.back() = '}';
    const auto v = read(many);
    BOOST_TEST(v.as_object().size() == 50U);
    int i = 0;
    for (const auto& member : v.as_object()) {
        BOOST_TEST(member.key() == "k" + std::to_string(i++));
        BOOST_TEST(member.value().as_int64() == 1);
    }
}

BOOST_AUTO_TEST_CASE(keys_stand_in_javascript_order) {
    BOOST_TEST(again(R"({"10":1,"9":2,"b":3})") == R"({"9":2,"10":1,"b":3})");
    BOOST_TEST(again(R"([{"a":{"b":1,"0":2}}])") == R"([{"a":{"0":2,"b":1}}])");
    BOOST_TEST(again(R"({"01":1,"4294967295":2,"a":3})") == R"({"01":1,"4294967295":2,"a":3})");
    BOOST_TEST(again(R"({"b":1,"\u0031":2})") == R"({"1":2,"b":1})");
}

BOOST_AUTO_TEST_CASE(escapes) {
    BOOST_TEST(text(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\ude00")") ==
               "\"\\/\b\f\n\r\tA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    BOOST_TEST(text(R"("a\u0000b")") == std::string("a\0b", 3));
    BOOST_TEST(text(R"("before, of some length \n after, of some length")") ==
               "before, of some length \n after, of some length");
    BOOST_TEST(again(R"({"\u0061":1,"a":2})") == R"({"a":2})");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_are_kept) {
    BOOST_TEST(text(R"("\ud800")") == "\xED\xA0\x80");
    BOOST_TEST(text(R"("\uDFFFx")") == "\xED\xBF\xBFx");
    BOOST_TEST(text(R"("\ud83d\ud83d\ude00")") == "\xED\xA0\xBD\xF0\x9F\x98\x80");
    BOOST_TEST(text(R"("\ude00\ud83d")") == "\xED\xB8\x80\xED\xA0\xBD");
    BOOST_TEST(text(R"("\ud83d\u0041")") == "\xED\xA0\xBD"
                                            "A");
    BOOST_TEST(text(R"("\ud83d\n")") == "\xED\xA0\xBD\n");
    BOOST_TEST(again(R"({"\ud83d":"\udc00"})") == R"({"\ud83d":"\udc00"})");
}

BOOST_AUTO_TEST_CASE(ill_formed_bytes_become_the_replacement) {
    BOOST_TEST(text("\"a\xFFz\"") == "a\xEF\xBF\xBDz");
    BOOST_TEST(text("\"\xE2\x82\"") == "\xEF\xBF\xBD");
    BOOST_TEST(text("\"\xED\xA0\x80\"") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // bytes are no WTF-8 from outside
    BOOST_TEST(text("\"\xF0\x9F\x98\x80\xC3\xA9\"") == "\xF0\x9F\x98\x80\xC3\xA9");
    BOOST_TEST(again("{\"\x80\":1}") == "{\"\xEF\xBF\xBD\":1}");
    BOOST_TEST(again("{\"a\xFF\":1,\"a\xFE\":2}") == "{\"a\xEF\xBF\xBD\":2}");
}

BOOST_AUTO_TEST_CASE(proto_members_are_dropped_on_demand) {
    const char* source = R"({"__proto__":{"a":1},"b":[{"\u005f_proto__":1,"c":2}],"d":"__proto__"})";
    BOOST_TEST(write_json(read_json(source, {}, true)) == R"({"b":[{"c":2}],"d":"__proto__"})");
    BOOST_TEST(again(source) == R"({"__proto__":{"a":1},"b":[{"__proto__":1,"c":2}],"d":"__proto__"})");
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
    refused("", "Unexpected end of JSON at byte 0");
    refused("  ", "Unexpected end of JSON at byte 2");
    refused("\xEF\xBB\xBF{}", "Unexpected character in JSON at byte 0");
    refused("{}x", "Unexpected character in JSON at byte 2");
    refused("1 2", "Unexpected character in JSON at byte 2");
    refused("[1,]", "Unexpected character in JSON at byte 3");
    refused("[,1]", "Unexpected character in JSON at byte 1");
    refused("{\"a\":1,}", "Unexpected character in JSON at byte 7");
    refused("{a:1}", "Unexpected character in JSON at byte 1");
    refused("{'a':1}", "Unexpected character in JSON at byte 1");
    refused("{\"a\" 1}", "Unexpected character in JSON at byte 5");
    refused("{\"a\"}", "Unexpected character in JSON at byte 4");
    refused("[1}", "Unexpected character in JSON at byte 2");
    refused("{\"a\":1]", "Unexpected character in JSON at byte 6");
    refused("[1 /* c */]", "Unexpected character in JSON at byte 3");
    refused("// c\n1", "Unexpected character in JSON at byte 0");
    refused("[", "Unexpected end of JSON at byte 1");
    refused("{\"a\":", "Unexpected end of JSON at byte 5");
    refused("nul", "Unexpected end of JSON at byte 3");
    refused("True", "Unexpected character in JSON at byte 0");
    refused("NaN", "Unexpected character in JSON at byte 0");
    refused("undefined", "Unexpected character in JSON at byte 0");
    refused("\v1", "Unexpected character in JSON at byte 0");
    refused("\xC2\xA0", "Unexpected character in JSON at byte 0");
    refused(std::string_view("1\0", 2), "Unexpected character in JSON at byte 1");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
    for (const char* source : {"01", "-", "+1", ".5", "5.", "-.5", "1e", "1e+", "1.e3", "0x10", "1_000", "--1", "-01",
                               "Infinity", "-Infinity", "1n"})
        BOOST_CHECK_THROW(read(source), ParseError);
    refused("[01]", "Unexpected character in JSON at byte 2");
    refused("[1.]", "Unexpected character in JSON at byte 3");
}

BOOST_AUTO_TEST_CASE(what_is_no_string_is_refused) {
    refused("\"abc", "Unterminated string in JSON at byte 0");
    refused("[\"abcdefghijkl\\\"", "Unterminated string in JSON at byte 1");
    refused("\"a\nb\"", "Control character in a string in JSON at byte 2");
    refused(std::string_view("\"\0\"", 3), "Control character in a string in JSON at byte 1");
    refused("\"\\x\"", "Unexpected character in JSON at byte 2");
    refused("\"\\u12\"", "Unexpected character in JSON at byte 5");
    refused("\"\\u00g0\"", "Unexpected character in JSON at byte 5");
    refused("\"\\ud83d\\uzzzz\"", "Unexpected character in JSON at byte 9");
    refused("\"\\", "Unexpected end of JSON at byte 2");
    refused("\"\\u", "Unexpected end of JSON at byte 3");
    BOOST_TEST(text("\"\x7F\"") == "\x7F");
}

BOOST_AUTO_TEST_CASE(documents_are_bounded) {
    Limits limits;
    limits.max_depth = 3;
    BOOST_TEST(write_json(read_json("[[{}]]", limits)) == "[[{}]]");
    BOOST_CHECK_THROW(read_json("[[[[]]]]", limits), ParseError);
    BOOST_CHECK_THROW(read_json(R"([[{"a":{}}]])", limits), ParseError);
    limits = {};
    limits.max_nodes = 4;
    BOOST_TEST(write_json(read_json("[1,2,3]", limits)) == "[1,2,3]");
    BOOST_CHECK_THROW(read_json("[1,2,3,4]", limits), ParseError);
    limits = {};
    limits.max_bytes = 5;
    BOOST_TEST(write_json(read_json("[1,2]", limits)) == "[1,2]");
    BOOST_CHECK_THROW(read_json("[1,2] ", limits), ParseError);
    limits = {};
    limits.max_depth = std::numeric_limits<std::size_t>::max(); // even then the stack of the thread holds
    BOOST_CHECK_THROW(read_json(std::string(1'000'000, '['), limits), ParseError);
}

BOOST_AUTO_TEST_CASE(the_storage_backs_the_result) {
    json::monotonic_resource pool;
    const auto v = read_json(R"({"b":[{"x":"a text that does not fit into the value"}],"1":{}})", {}, true, &pool);
    BOOST_TEST((v.storage() == json::storage_ptr(&pool)));
    BOOST_TEST((v.at("b").at(0).at("x").storage() == json::storage_ptr(&pool)));
    BOOST_CHECK_THROW(read_json(R"({"b":["half done)", {}, false, &pool), ParseError);
}

BOOST_AUTO_TEST_CASE(every_prefix_of_a_document_is_refused) {
    const std::string whole = "{\"a\":[1.5e-3,\"\\ud83d\\ude00\xC3\xA9\",true,null],\"b\":{\"c\":-0,\"d\":[[]]}}";
    BOOST_CHECK_NO_THROW(read(whole));
    for (std::size_t n = 0; n < whole.size(); ++n) BOOST_CHECK_THROW(read(whole.substr(0, n)), ParseError);
}

BOOST_AUTO_TEST_SUITE_END()
