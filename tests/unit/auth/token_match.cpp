// SPDX-License-Identifier: Apache-2.0
#include "server/auth/token_match.hpp"

#include <vector>

#include <boost/test/unit_test.hpp>

using namespace schemad;

BOOST_AUTO_TEST_SUITE(token_match)

BOOST_AUTO_TEST_CASE(sha256_of_known_texts) {
    BOOST_TEST(auth::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST(auth::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(equality) {
    BOOST_TEST(auth::equal_in_constant_time("abc", "abc"));
    BOOST_TEST(auth::equal_in_constant_time("", ""));
    BOOST_TEST(!auth::equal_in_constant_time("abc", "abd"));
    BOOST_TEST(!auth::equal_in_constant_time("abc", "ab"));
    BOOST_TEST(!auth::equal_in_constant_time("", "a"));
}

BOOST_AUTO_TEST_CASE(finds_the_token_with_the_hash) {
    const std::vector<config::Token> tokens{{"one", auth::sha256_hex("first"), true},
                                            {"two", auth::sha256_hex("second"), false},
                                            {"again", auth::sha256_hex("second"), true}};
    BOOST_TEST(auth::match_token(tokens, "first") == &tokens[0]);
    BOOST_TEST(auth::match_token(tokens, "second") == &tokens[1]);
    BOOST_TEST(auth::match_token(tokens, "third") == nullptr);
    BOOST_TEST(auth::match_token(tokens, "") == nullptr);
    BOOST_TEST(auth::match_token(tokens, tokens[0].sha256) == nullptr); // the hash itself opens nothing
    BOOST_TEST(auth::match_token({}, "first") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_empty_hash_matches_nothing) {
    const std::vector<config::Token> tokens{{"broken", "", true}};
    BOOST_TEST(auth::match_token(tokens, "") == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
