// SPDX-License-Identifier: Apache-2.0
#include "server/ops/log.hpp"

#include <boost/test/unit_test.hpp>

using namespace schemad::ops;

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(level_names_are_those_of_the_configuration) {
    BOOST_TEST((level_of("debug") == Level::debug));
    BOOST_TEST((level_of("warning") == Level::warning));
    BOOST_TEST((level_of("off") == Level::off));
    BOOST_TEST(!level_of("Info"));
    BOOST_TEST(!level_of(""));
}

BOOST_AUTO_TEST_CASE(a_level_hides_what_is_below) {
    set_level(Level::warning);
    BOOST_TEST(!logs(Level::info));
    BOOST_TEST(logs(Level::warning));
    BOOST_TEST(logs(Level::error));
    set_level(Level::off);
    BOOST_TEST(!logs(Level::error));
    BOOST_TEST(!logs(Level::off));
    set_level(Level::info);
    BOOST_TEST(logs(Level::info));
    BOOST_TEST(!logs(Level::debug));
}

BOOST_AUTO_TEST_CASE(fields_follow_the_message) {
    BOOST_TEST(line_of("request", {{"method", "GET"}, {"status", 200}, {"big", std::size_t{1} << 40}}) ==
               "request method=GET status=200 big=1099511627776");
    BOOST_TEST(line_of("started", {}) == "started");
}

BOOST_AUTO_TEST_CASE(values_are_quoted_where_needed) {
    BOOST_TEST(line_of("m", {{"a", ""}, {"b", "x y"}, {"c", "k=v"}, {"d", "say \"hi\""}}) ==
               R"(m a="" b="x y" c="k=v" d="say \"hi\"")");
}

BOOST_AUTO_TEST_CASE(a_line_stays_one_line) {
    const auto line = line_of("two\nlines", {{"path", "/a\r\nfake status=200\x1b[31m\x7f"}, {"t", "a\tb"}});
    BOOST_TEST(line == "two\\nlines path=\"/a\\r\\nfake status=200\\x1b[31m\\x7f\" t=\"a\\tb\"");
}

BOOST_AUTO_TEST_CASE(long_values_are_cut_between_characters) {
    std::string text(4095, 'a');
    text += "\xC3\xA9 and more";
    const auto line = line_of("m", {{"v", text}});
    BOOST_TEST(line == "m v=\"" + std::string(4095, 'a') + "...\"");
    BOOST_TEST(line_of(std::string(100'000, 'x'), {}).size() == 4096u + 3);
}

BOOST_AUTO_TEST_CASE(tokens_are_taken_out) {
    BOOST_TEST(line_of("at /a?access_token=abc", {{"url", "/b?access_token=def&x=1"}}) ==
               "at /a?access_token=*** url=\"/b?access_token=***&x=1\"");
}

BOOST_AUTO_TEST_SUITE_END()
