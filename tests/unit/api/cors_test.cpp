// SPDX-License-Identifier: Apache-2.0
// What browsers are told of other hosts. docs/spec/engine-1-http.md 1.12.
#include <boost/test/unit_test.hpp>

#include "fake_project.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {
api::AppOptions with(config::Cors cors) {
    cors.enabled = true;
    api::AppOptions options;
    options.cors = std::move(cors);
    return options;
}
std::string told(const http::Response& response, std::string_view name) { return header(response, name).value_or("-"); }
const http::Headers from_page{{"Origin", "https://app.example"}};
} // namespace

BOOST_AUTO_TEST_SUITE(cors)

BOOST_AUTO_TEST_CASE(off_unless_asked_for) {
    const FakeApp app;
    const auto answer = app.send("GET", "/server/info", from_page);
    BOOST_TEST(told(answer, "Access-Control-Allow-Origin") == "-");
    BOOST_TEST(app.send("OPTIONS", "/server/info", from_page).status == 200);
}

BOOST_AUTO_TEST_CASE(each_origin_is_answered_by_its_name) {
    const FakeApp app(with({}));
    const auto answer = app.send("GET", "/server/info", from_page);
    BOOST_TEST(told(answer, "Access-Control-Allow-Origin") == "https://app.example");
    BOOST_TEST(told(answer, "Access-Control-Allow-Credentials") == "true");
    BOOST_TEST(told(answer, "Access-Control-Expose-Headers") == "Content-Range");
    BOOST_TEST(told(answer, "Vary") == "Origin, Cache-Control");
    const auto refused = app.send("GET", "/schema/snapshot", from_page);
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(told(refused, "Access-Control-Allow-Origin") == "https://app.example");
    BOOST_TEST(told(refused, "Vary") == "Origin");
    BOOST_TEST(told(app.send("GET", "/server/info"), "Access-Control-Allow-Origin") == "-");
}

BOOST_AUTO_TEST_CASE(a_browsers_question_needs_no_token_and_no_path) {
    const FakeApp app(with({}));
    auto headers = from_page;
    headers.emplace_back("Access-Control-Request-Method", "POST");
    headers.emplace_back("Authorization", "Bearer nobody");
    for (const auto* path : {"/schema/diff", "/nowhere"}) {
        const auto answer = app.send("OPTIONS", path, headers);
        BOOST_TEST(answer.status == 204);
        BOOST_TEST(told(answer, "Access-Control-Allow-Methods") == "GET,POST,PATCH,DELETE");
        BOOST_TEST(told(answer, "Access-Control-Allow-Headers") == "Content-Type,Authorization");
        BOOST_TEST(told(answer, "Access-Control-Max-Age") == "18000");
        BOOST_TEST(told(answer, "X-Powered-By") == "schemad");
    }
}

BOOST_AUTO_TEST_CASE(listed_origins_alone) {
    config::Cors some;
    some.any_origin = false;
    some.origins = {"https://app.example", "https://other.example"};
    const FakeApp app(with(some));
    BOOST_TEST(told(app.send("GET", "/server/info", from_page), "Access-Control-Allow-Origin") ==
               "https://app.example");
    BOOST_TEST(told(app.send("GET", "/server/info", {{"Origin", "https://evil.example"}}),
                    "Access-Control-Allow-Origin") == "-");
    some.origins = {"*"};
    const FakeApp all(with(some));
    const auto answer = all.send("GET", "/schema/snapshot", from_page);
    BOOST_TEST(told(answer, "Access-Control-Allow-Origin") == "*");
    BOOST_TEST(told(answer, "Vary") == "-");
}

BOOST_AUTO_TEST_SUITE_END()
