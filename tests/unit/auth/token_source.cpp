// SPDX-License-Identifier: Apache-2.0
#include "server/auth/token_source.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"

using namespace schemad;
using auth::find_token;
using Source = auth::PresentedToken::Source;

namespace {

http::Request with(http::Headers headers) {
    http::Request request;
    request.method = "GET";
    request.path = "/schema/snapshot";
    request.headers = std::move(headers);
    return request;
}

std::string header_token(std::string value) {
    const auto found = find_token(with({{"Authorization", std::move(value)}}), {});
    return found ? found->text : "(none)";
}

std::string cookie_token(std::string value) {
    const auto found = find_token(with({{"cookie", std::move(value)}}), {});
    return found ? found->text : "(none)";
}

} // namespace

BOOST_AUTO_TEST_SUITE(token_source)

BOOST_AUTO_TEST_CASE(no_token_is_public) {
    BOOST_TEST(!find_token(with({}), {}));
    BOOST_TEST(!find_token(with({{"X-Other", "Bearer a"}}), {}));
}

BOOST_AUTO_TEST_CASE(bearer_takes_one_space_and_any_case) {
    BOOST_TEST(header_token("Bearer admin") == "admin");
    BOOST_TEST(header_token("bEaReR admin") == "admin");
    BOOST_TEST(header_token("Bearer a.b-c_d==") == "a.b-c_d==");
}

BOOST_AUTO_TEST_CASE(other_authorizations_are_ignored) {
    for (const auto* value : {"", "Bearer", "Bearer ", "Bearer  admin", "Bearer admin ", "Bearer a b", " Bearer admin",
                              "Basic admin", "Bearers admin", "admin", "Bearer\tadmin"})
        BOOST_TEST(header_token(value) == "(none)", value);
}

BOOST_AUTO_TEST_CASE(query_token) {
    const auto found = find_token(with({}), {"admin"});
    BOOST_REQUIRE(found);
    BOOST_TEST(found->text == "admin");
    BOOST_TEST((found->source == Source::query));
    BOOST_TEST(found->can_match);
}

BOOST_AUTO_TEST_CASE(empty_query_value_is_no_token) {
    BOOST_TEST(!find_token(with({}), {""}));
    const auto found = find_token(with({{"authorization", "Bearer admin"}}), {""});
    BOOST_REQUIRE(found);
    BOOST_TEST((found->source == Source::header));
}

BOOST_AUTO_TEST_CASE(repeated_or_nested_query_token_is_nobodys) {
    for (const auto& found : {find_token(with({}), {"a", "b"}), find_token(with({}), {"", ""}),
                              find_token(with({}), {"a"}, true), find_token(with({}), {}, true)}) {
        BOOST_REQUIRE(found);
        BOOST_TEST(!found->can_match);
        BOOST_TEST(found->text.empty());
    }
}

BOOST_AUTO_TEST_CASE(query_and_header_conflict_even_when_equal) {
    const auto request = with({{"authorization", "Bearer admin"}});
    const auto conflicts = [](const RequestError& e) {
        return e.code == ErrorCode::invalid_payload &&
               e.extensions.at("reason").as_string() ==
                   "The request uses more than one method for including an access token";
    };
    BOOST_CHECK_EXCEPTION(find_token(request, {"admin"}), RequestError, conflicts);
    BOOST_CHECK_EXCEPTION(find_token(request, {"a", "b"}), RequestError, conflicts);
    BOOST_CHECK_EXCEPTION(find_token(request, {}, true), RequestError, conflicts);
    // a scheme that is ignored cannot conflict
    BOOST_TEST(find_token(with({{"authorization", "Basic zzz"}}), {"admin"})->text == "admin");
}

BOOST_AUTO_TEST_CASE(cookie_counts_last_and_never_conflicts) {
    const http::Headers both{{"Authorization", "Bearer admin"}, {"Cookie", "directus_session_token=other"}};
    BOOST_TEST(find_token(with(both), {})->text == "admin");
    BOOST_TEST(find_token(with({both[1]}), {"admin"})->text == "admin");
    const auto found = find_token(with({both[1]}), {});
    BOOST_REQUIRE(found);
    BOOST_TEST(found->text == "other");
    BOOST_TEST((found->source == Source::cookie));
    BOOST_TEST(*auth::session_cookie_of(with(both)) == "other");
}

BOOST_AUTO_TEST_CASE(cookie_syntax) {
    BOOST_TEST(cookie_token("a=b; directus_session_token=t; c=d") == "t");
    BOOST_TEST(cookie_token("a=b;directus_session_token = t ") == "t");
    BOOST_TEST(cookie_token("directus_session_token=\"t\"") == "t");
    BOOST_TEST(cookie_token("directus_session_token=a%2Bb") == "a+b");
    BOOST_TEST(cookie_token("directus_session_token=a%2") == "a%2");
    BOOST_TEST(cookie_token("directus_session_token=a%zz") == "a%zz");
    BOOST_TEST(cookie_token("directus_session_token=1; directus_session_token=2") == "1");
    BOOST_TEST(cookie_token("directus_session_token=a=b") == "a=b");
    BOOST_TEST(cookie_token("directus_session_token=") == "(none)");
    BOOST_TEST(cookie_token("directus_session_token") == "(none)");
    BOOST_TEST(cookie_token("Directus_Session_Token=t") == "(none)");
    BOOST_TEST(cookie_token("xdirectus_session_token=t") == "(none)");
    BOOST_TEST(cookie_token(";;=;=;") == "(none)");
    BOOST_TEST(find_token(with({{"Cookie", "a=b"}, {"Cookie", "directus_session_token=t"}}), {})->text == "t");
}

BOOST_AUTO_TEST_SUITE_END()
