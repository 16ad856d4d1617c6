// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#include "server/api/utf8.hpp"

using namespace schemad::api;

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(only_well_formed_text_passes) {
    for (const auto* good :
         {"", "a", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        BOOST_TEST(is_utf8(good), good);
    for (const auto* bad : {"\x80", "\xC1\xBF", "\xC2", "\xC2z", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
        BOOST_TEST(!is_utf8(bad), bad);
}

BOOST_AUTO_TEST_CASE(every_length_is_written) {
    std::string out;
    for (const std::uint32_t c : {0x41U, 0xE9U, 0x20ACU, 0x1F600U}) append_utf8(out, c);
    BOOST_TEST(out == "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
}

BOOST_AUTO_TEST_SUITE_END()
