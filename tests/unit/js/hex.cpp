// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <boost/test/unit_test.hpp>

#include "engine/text/digest.hpp"
#include "engine/text/hex.hpp"

using namespace schemad::text;

BOOST_AUTO_TEST_CASE(bytes_go_to_digits_and_back) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    BOOST_TEST(hex_of(all).size() == 512U);
    BOOST_TEST((bytes_of_hex(hex_of(all)) == all));
    BOOST_TEST(hex_of(std::string_view{"\x00\xff\x1a", 3}) == "00ff1a");
    for (const auto* wrong : {"0", "0g", "FF", " 0", "0x"}) BOOST_TEST(!bytes_of_hex(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(digests_are_the_known_ones) {
    BOOST_TEST(hex_of(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    BOOST_TEST(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(random_names_differ) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto name = random_hex(16);
        BOOST_TEST(name.size() == 32U);
        BOOST_TEST(seen.insert(name).second);
    }
}
