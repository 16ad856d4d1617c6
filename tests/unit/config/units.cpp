// SPDX-License-Identifier: Apache-2.0
#include "server/config/units.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

using namespace schemad::config;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE(sizes) {
    BOOST_TEST(bytes_of("52428800").value() == 52428800u);
    BOOST_TEST(bytes_of("50mb").value() == 52428800u);
    BOOST_TEST(bytes_of("50 MB").value() == 52428800u);
    BOOST_TEST(bytes_of("1kb").value() == 1024u);
    BOOST_TEST(bytes_of("7b").value() == 7u);
    BOOST_TEST(bytes_of("2GB").value() == 2147483648u);
    for (const auto* text : {"", "mb", "-1", "1.5mb", "50 apples", "50  mb", "50mb ", "1e3", "0x10",
                             "18446744073709551616", "99999999999gb", "5 "})
        BOOST_TEST(!bytes_of(text), text);
}

BOOST_AUTO_TEST_CASE(durations) {
    BOOST_TEST((duration_of("500ms") == milliseconds(500)));
    BOOST_TEST((duration_of("10s") == milliseconds(10'000)));
    BOOST_TEST((duration_of("2 m") == milliseconds(120'000)));
    BOOST_TEST((duration_of("1h") == milliseconds(3'600'000)));
    for (const auto* text : {"", "10", "s", "10sec", "-1s", "1.5s", "9223372036854775807h"})
        BOOST_TEST(!duration_of(text), text);
}

BOOST_AUTO_TEST_CASE(written_back_in_the_largest_unit) {
    BOOST_TEST(bytes_text(52428800) == "50mb");
    BOOST_TEST(bytes_text(1536) == "1536b");
    BOOST_TEST(bytes_text(100) == "100");
    BOOST_TEST(duration_text(milliseconds(500)) == "500ms");
    BOOST_TEST(duration_text(milliseconds(120'000)) == "2m");
    BOOST_TEST(duration_text(milliseconds(0)) == "0ms");
}

BOOST_AUTO_TEST_CASE(addresses) {
    const auto v4 = address_of("127.0.0.1:8055");
    BOOST_REQUIRE(v4);
    BOOST_TEST(v4->host == "127.0.0.1");
    BOOST_TEST(v4->port == 8055);
    const auto v6 = address_of("[::1]:0");
    BOOST_REQUIRE(v6);
    BOOST_TEST(v6->host == "::1");
    BOOST_TEST(text_of(*v6) == "[::1]:0");
    BOOST_TEST(text_of(*v4) == "127.0.0.1:8055");
    BOOST_TEST(address_of("localhost:1")->host == "127.0.0.1");
    for (const auto* text :
         {"", ":", "8055", ":8055", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "example.com:80",
          "::1:80", "[127.0.0.1]:80", "[::1]", "[]:1", "127.1:80", "127.0.0.1:80x"})
        BOOST_TEST(!address_of(text), text);
}

BOOST_AUTO_TEST_CASE(hashes) {
    const std::string hex(64, 'A');
    BOOST_TEST(sha256_of(hex).value() == std::string(64, 'a'));
    BOOST_TEST(!sha256_of(hex.substr(1)));
    BOOST_TEST(!sha256_of(std::string(64, 'g')));
}

BOOST_AUTO_TEST_CASE(nearest_name) {
    static constexpr std::array<std::string_view, 4> keys{"listen", "plugins", "projects", "log_level"};
    BOOST_TEST(nearest("lisen", keys) == "listen");
    BOOST_TEST(nearest("project", keys) == "projects");
    BOOST_TEST(nearest("LogLevel", keys) == "log_level");
    BOOST_TEST(nearest("plugin", keys) == "plugins");
    BOOST_TEST(nearest("zzzzzz", keys) == "");
    BOOST_TEST(nearest("", keys) == "");
    BOOST_TEST(nearest(std::string(100'000, 'l'), keys) == "");
}

BOOST_AUTO_TEST_SUITE_END()
