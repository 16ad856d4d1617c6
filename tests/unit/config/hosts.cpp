// SPDX-License-Identifier: Apache-2.0
// Hosts by which a project is found.
#include <boost/test/unit_test.hpp>

#include "tests/unit/config/files.hpp"

using namespace schemad;
using test::Loading;
using test::sqlite_project;

namespace {
std::string problems_of(const std::string& host) {
    return Loading(std::string(sqlite_project) + "    hosts: ['" + host + "']\n").problems();
}
} // namespace

BOOST_AUTO_TEST_SUITE(hosts)

BOOST_AUTO_TEST_CASE(names_addresses_and_ports) {
    for (const auto* host : {"shop.example.org", "Shop.Example.org", "shop_1.example.org:8057", "127.0.0.1",
                             "127.0.0.1:1", "[::1]", "[2001:db8::7]:65535", "localhost"})
        BOOST_TEST(problems_of(host) == "", host);
}

BOOST_AUTO_TEST_CASE(what_no_header_says) {
    for (const auto* host : {"", ":8057", "h:", "h:0", "h:99999", "h:65536", "h:8a", "h:80:81", "::1", "[::1", "[]",
                             "[]:80", "[::1]8057", "[g::1]", "a b", "http://h", "h/path", "h:4294967376"})
        BOOST_TEST(problems_of(host).find("is no host") != std::string::npos, host);
}

BOOST_AUTO_TEST_SUITE_END()
