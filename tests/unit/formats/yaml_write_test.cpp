// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include <boost/test/unit_test.hpp>

#include "engine/formats/yaml_fold.hpp"
#include "engine/formats/yaml_style.hpp"
#include "tests/unit/formats/shown.hpp"

using namespace schemad;

namespace {

std::string dump(const std::string& json) {
    const auto value = formats::read_json(json, {});
    return formats::write_yaml(&value);
}
std::string number(double value) {
    const boost::json::value v(value);
    return formats::write_yaml(&v);
}
std::string folded_line(std::string_view line, std::size_t width) {
    std::string out;
    formats::yaml::append_folded_line(out, line, width);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(collections_nest_by_two_and_sequences_stand_under_their_key) {
    BOOST_CHECK_EQUAL(dump(R"({"a":{"b":[1,{"c":2,"d":[]}],"e":{}}})"),
                      "a:\n  b:\n    - 1\n    - c: 2\n      d: []\n  e: {}\n");
    BOOST_CHECK_EQUAL(dump("[[1,[2]],[[]],{}]"), "- - 1\n  - - 2\n- - []\n- {}\n");
    BOOST_CHECK_EQUAL(dump("{}"), "{}\n");
    BOOST_CHECK_EQUAL(dump("[]"), "[]\n");
    BOOST_CHECK_EQUAL(formats::write_yaml(nullptr), "");
}

BOOST_AUTO_TEST_CASE(numbers) {
    BOOST_CHECK_EQUAL(number(1e21), "1e+21\n"); // a whole number
    BOOST_CHECK_EQUAL(number(1e-7), "1.e-7\n");
    BOOST_CHECK_EQUAL(number(1.5e-7), "1.5e-7\n");
    BOOST_CHECK_EQUAL(number(-0.0), "-0.0\n");
    BOOST_CHECK_EQUAL(number(std::numeric_limits<double>::quiet_NaN()), ".nan\n");
    BOOST_CHECK_EQUAL(number(-std::numeric_limits<double>::infinity()), "-.inf\n");
    BOOST_CHECK_EQUAL(dump("9223372036854775807"), "9223372036854776000\n"); // as JavaScript holds it
}

BOOST_AUTO_TEST_CASE(strings_that_would_read_as_something_else_are_quoted) {
    for (const char* text :
         {"true", "null", "~",    "1",         "-1.5", "0x1f", "1e3", ".5",  ".inf", "2020-01-01", "<<", "yes",
          "n",    "Off",  "1:30", "-1_0:20.5", "a: b", "a #b", "#a",  "- a", "a ",   " a",         "a:"})
        BOOST_CHECK_EQUAL(dump('"' + std::string(text) + '"'), '\'' + std::string(text) + "'\n");
    for (const char* text : {"nUll", "1_000", "a:b", "a#b", "2020-1-1", "1.2.3", "..", "yEs", "1:", "a, [b]"})
        BOOST_CHECK_EQUAL(dump('"' + std::string(text) + '"'),
                          text == std::string("1:") ? "'1:'\n" : std::string(text) + '\n');
    BOOST_CHECK_EQUAL(dump(R"("it's: so")"), "'it''s: so'\n");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_printed_is_escaped_in_double_quotes) {
    BOOST_CHECK_EQUAL(dump(R"("a\tb\"\\\u0001\u00a0\u2028\ufeff\ud800\ud83d\ude00")"),
                      "\"a\\tb\\\"\\\\\\x01\\_\\L\\uFEFF\\uD800\xF0\x9F\x98\x80\"\n");
    BOOST_CHECK_EQUAL(dump(R"({"a\nb":1})"), "\"a\\nb\": 1\n"); // a key stays on its line
}

BOOST_AUTO_TEST_CASE(block_scalars_keep_or_drop_the_last_break) {
    BOOST_CHECK_EQUAL(dump(R"({"v":"a\nb"})"), "v: |-\n  a\n  b\n");
    BOOST_CHECK_EQUAL(dump(R"({"v":"a\nb\n"})"), "v: |\n  a\n  b\n");
    BOOST_CHECK_EQUAL(dump(R"({"v":"a\n\n","w":1})"), "v: |+\n  a\n\nw: 1\n");
    BOOST_CHECK_EQUAL(dump(R"({"v":" a\nb"})"), "v: |2-\n   a\n  b\n");
    BOOST_CHECK_EQUAL(dump(R"({"v":"\n"})"), "v: |+\n\n");
}

BOOST_AUTO_TEST_CASE(long_lines_fold_at_spaces) {
    BOOST_CHECK_EQUAL(folded_line("aa bb cc dd", 5), "aa bb\ncc dd");
    BOOST_CHECK_EQUAL(folded_line("aaaaaaaa bb", 5), "aaaaaaaa\nbb");
    BOOST_CHECK_EQUAL(folded_line("aa  bb cc", 5), "aa \nbb cc"); // of two spaces the last is broken at
    BOOST_CHECK_EQUAL(folded_line(" aa bb cc", 5), " aa bb cc");
    BOOST_CHECK_EQUAL(folded_line("\xF0\x9F\x98\x80\xF0\x9F\x98\x80 bb cc", 5),
                      "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\nbb cc");
    const std::string line = std::string(40, 'x') + ' ' + std::string(40, 'y');
    BOOST_CHECK_EQUAL(dump("{\"v\":\"" + line + "\"}"),
                      "v: >-\n  " + line.substr(0, 40) + "\n  " + line.substr(41) + '\n');
    BOOST_CHECK_EQUAL(dump("{\"" + line + "\":1}"), line + ": 1\n"); // but never a key
    // 78 units fit at the first level, 79 do not
    BOOST_CHECK(formats::yaml::style_of(std::string(78, 'x'), false, 78) == formats::yaml::Style::plain);
    BOOST_CHECK(formats::yaml::style_of(std::string(79, 'x'), false, 78) == formats::yaml::Style::folded);
}

BOOST_AUTO_TEST_CASE(a_key_above_1024_units_is_explicit) {
    const std::string at(1024, 'k'), above(1025, 'k');
    BOOST_CHECK_EQUAL(dump("{\"" + at + "\":{\"a\":1}}"), at + ":\n  a: 1\n");
    BOOST_CHECK_EQUAL(dump("{\"" + above + "\":{\"a\":1,\"b\":2}}"), "? " + above + "\n: a: 1\n  b: 2\n");
}

BOOST_AUTO_TEST_CASE(texts_of_awkward_parts_read_back) {
    const char* parts[] = {"a", " ", "\\n", "- ",     ": ",      " #",  "'", "\\\"",
                           "|", ">", "\\t", "x y z ", "\\u00e9", "...", "?"};
    unsigned seed = 1;
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (unsigned n = 0; n < 1 + seed % 9; ++n) {
            seed = seed * 1664525U + 1013904223U;
            text += parts[(seed >> 16) % std::size(parts)];
        }
        const auto value = formats::read_json("{\"v\":[\"" + text + "\",{\"k\":\"" + text + "\"}]}", {});
        const auto yaml = formats::write_yaml(&value);
        const auto again = formats::read_yaml(yaml, {});
        BOOST_REQUIRE_MESSAGE(again && test::shown(*again) == test::shown(value), yaml);
    }
}
