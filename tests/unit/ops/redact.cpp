// SPDX-License-Identifier: Apache-2.0
#include "server/ops/redact.hpp"

#include <boost/test/unit_test.hpp>

using schemad::ops::redacted;

BOOST_AUTO_TEST_SUITE(redact)

BOOST_AUTO_TEST_CASE(leaves_other_text_alone) {
    for (const auto* text : {"", "GET /schema/snapshot?export=json", "100%", "50% of %zz", "a=b&c=d", "access_token",
                             "the access_token was refused", "bearer", "password", "a secret is kept",
                             "http://host:8055/x", "http://host/a@b", "access_token=", "\xff\xfe"})
        BOOST_TEST(redacted(text) == text);
}

BOOST_AUTO_TEST_CASE(query_tokens) {
    BOOST_TEST(redacted("/a?access_token=abc") == "/a?access_token=***");
    BOOST_TEST(redacted("/a?x=1&access_token=abc&y=2") == "/a?x=1&access_token=***&y=2");
    BOOST_TEST(redacted("access_token=a access_token=b") == "access_token=*** access_token=***");
    BOOST_TEST(redacted("access_token=abc#frag") == "access_token=***#frag");
    BOOST_TEST(redacted("Access_Token=abc") == "Access_Token=***");
    BOOST_TEST(redacted("access_token=a=b") == "access_token=***");
}

BOOST_AUTO_TEST_CASE(bracketed_and_escaped_names) {
    BOOST_TEST(redacted("access_token[]=abc&x=1") == "access_token[]=***&x=1");
    BOOST_TEST(redacted("access_token[a][b]=abc") == "access_token[a][b]=***");
    BOOST_TEST(redacted("%61ccess%5Ftoken=abc") == "%61ccess%5Ftoken=***");
    BOOST_TEST(redacted("access_token%5B%5D=abc") == "access_token%5B%5D=***");
    BOOST_TEST(redacted("next=%2Fa%3Faccess_token%3Dabc%26x%3D1") == "next=%2Fa%3Faccess_token%3D***%26x%3D1");
    BOOST_TEST(redacted("n=%253Faccess_token%253Dabc%2526x") == "n=%253Faccess_token%253D***%2526x");
}

BOOST_AUTO_TEST_CASE(headers_cookies_and_json) {
    BOOST_TEST(redacted("Authorization: Bearer abc.def") == "Authorization: Bearer ***");
    BOOST_TEST(redacted("directus_session_token=abc; a=b") == "directus_session_token=***; a=b");
    BOOST_TEST(redacted(R"({"access_token": "abc", "x": 1})") == R"({"access_token": "***", "x": 1})");
}

BOOST_AUTO_TEST_CASE(connection_strings) {
    BOOST_TEST(redacted("cannot reach postgres://me:pw@host/db now") == "cannot reach postgres://me:***@host/db now");
    BOOST_TEST(redacted("postgres://me:p@w@host/db") == "postgres://me:***@host/db");
    BOOST_TEST(redacted("host=h password=pw user=u") == "host=h password=*** user=u");
    BOOST_TEST(redacted("postgres://me@host:5432/db") == "postgres://me@host:5432/db");
}

BOOST_AUTO_TEST_SUITE_END()
