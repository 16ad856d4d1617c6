// SPDX-License-Identifier: Apache-2.0
// What clients read beside the model: queries of lists, one's own user, the parts of the model, small answers.
#include <boost/test/unit_test.hpp>

#include "fake_project.hpp"
#include "server/auth/token_match.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

struct Lists : FakeApp {
    Lists() : FakeApp(with_token()) {
        project->found_items.emplace();
        project->found_items->rows = {boost::json::object{{"id", 7}}};
        project->listed = {boost::json::object{{"collection", "posts"}, {"field", "id"}},
                           boost::json::object{{"collection", "posts"}, {"field", "title"}},
                           boost::json::object{{"collection", "tags"}, {"field", "id"}}};
    }
    static api::AppOptions with_token() {
        api::AppOptions options;
        options.projects["default"].tokens = {{"ci", auth::sha256_hex("ours"), true}};
        return options;
    }
    const items::Request& asked() const { return project->asked_items.back(); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(a_query_is_handed_on) {
    const Lists app;
    BOOST_TEST(app.as_admin("GET", "/roles").body == R"({"data":[{"id":7}]})");
    BOOST_TEST(app.asked().collection == "directus_roles");
    BOOST_TEST(*app.asked().query.limit == 100u);
    app.as_admin("GET", "/permissions?limit=-1&sort=-id,policy&fields=id,policy.name&fields[]=x");
    BOOST_TEST(!app.asked().query.limit);
    BOOST_TEST(app.asked().query.sort == (std::vector<std::string>{"-id", "policy"}), boost::test_tools::per_element());
    app.as_admin("GET", "/flows?limit=10&page=3");
    BOOST_TEST(app.asked().query.offset == 20u);
    app.as_admin("GET", R"(/flows?filter={"id":{"_gt":5}}&offset=2&page=3)");
    BOOST_TEST(app.asked().query.offset == 2u);
    BOOST_TEST(boost::json::serialize(app.asked().query.filter) == R"({"id":{"_gt":5}})");
    app.as_admin("GET", "/permissions?filter[id][_gt]=5");
    BOOST_TEST(boost::json::serialize(app.asked().query.filter) == R"({"id":{"_gt":"5"}})");
    app.as_admin("GET", "/users/ab%20c");
    BOOST_TEST(*app.asked().key == "ab c");
}

BOOST_AUTO_TEST_CASE(counts_stand_beside_the_data) {
    const Lists app;
    app.project->found_items->total_count = 9;
    BOOST_TEST(app.as_admin("GET", "/permissions?limit=0&meta=total_count").body ==
               R"({"data":[{"id":7}],"meta":{"total_count":9}})");
    BOOST_TEST(app.asked().query.total_count);
    BOOST_TEST(!app.asked().query.filter_count);
    app.as_admin("GET", "/permissions?meta=*");
    BOOST_TEST(app.asked().query.filter_count);
}

BOOST_AUTO_TEST_CASE(what_a_list_does_not_know_is_refused_by_its_name) {
    const Lists app;
    for (const auto* word : {"search=x", "deep={}", "aggregate[count]=*", "alias[a]=b", "groupBy=a", "anything=1"}) {
        const auto answer = app.as_admin("GET", std::string("/roles?") + word);
        BOOST_TEST(code_of(answer) == "INVALID_QUERY", word);
        BOOST_TEST(answer.body.find('"' + std::string(word).substr(0, 4)) != std::string::npos, answer.body);
    }
}

BOOST_AUTO_TEST_CASE(no_table_is_404_and_no_row_403) {
    Lists app;
    app.project->found_items->rows.clear();
    BOOST_TEST(app.as_admin("GET", "/roles").body == R"({"data":[]})");
    BOOST_TEST(code_of(app.as_admin("GET", "/roles/7")) == "FORBIDDEN");
    BOOST_TEST(app.as_admin("GET", "/settings").body == R"({"data":null})");
    app.project->found_items.reset();
    for (const auto* path : {"/roles", "/roles/7", "/settings", "/other/folders"}) {
        const auto answer = app.as_admin("GET", path);
        BOOST_TEST(code_of(answer) == "ROUTE_NOT_FOUND", path);
        BOOST_TEST(answer.body.find("no table directus_") != std::string::npos, answer.body);
    }
}

BOOST_AUTO_TEST_CASE(the_model_piece_by_piece) {
    const Lists app;
    const auto count = [&](const char* path) {
        return boost::json::parse(app.as_admin("GET", path).body).at("data").as_array().size();
    };
    BOOST_TEST(count("/fields") == 3u);
    BOOST_TEST(count("/fields/posts") == 2u);
    BOOST_TEST(app.as_admin("GET", "/fields/posts/title").body == R"({"data":{"collection":"posts","field":"title"}})");
    BOOST_TEST(app.as_admin("GET", "/collections/tags").body == R"({"data":{"collection":"tags","field":"id"}})");
    for (const auto* path : {"/fields/nope", "/fields/posts/nope", "/collections/nope", "/relations/posts/nope"})
        BOOST_TEST(code_of(app.as_admin("GET", path)) == "FORBIDDEN", path);
}

BOOST_AUTO_TEST_CASE(who_one_is) {
    const Lists app;
    const auto as = [&](std::string token, std::string path) {
        return app.send("GET", std::move(path), {{"Authorization", "Bearer " + token}});
    };
    BOOST_TEST(as("admin", "/users/me").body == R"({"data":{"id":7}})");
    BOOST_TEST(*app.asked().key == "1");
    BOOST_TEST(as("user", "/users/me").body == R"({"data":{"id":"2"}})");
    BOOST_TEST(as("ours", "/users/me?fields=first_name,email,role.name").body ==
               R"({"data":{"first_name":"ci","email":null,"role":null}})");
    BOOST_TEST(code_of(app.send("GET", "/users/me")) == "INVALID_CREDENTIALS");
    BOOST_TEST(as("admin", "/policies/me/globals").body ==
               R"({"data":{"app_access":true,"admin_access":true,"enforce_tfa":false}})");
    BOOST_TEST(as("user", "/policies/me/globals").body ==
               R"({"data":{"app_access":true,"admin_access":false,"enforce_tfa":false}})");
}

BOOST_AUTO_TEST_CASE(small_answers) {
    const Lists app;
    const auto cleared = app.as_admin("POST", "/utils/cache/clear", {{"Content-Type", "application/json"}});
    BOOST_TEST(cleared.status == 204);
    BOOST_TEST(cleared.body.empty());
    BOOST_TEST(!header(cleared, "Content-Type"));
    const auto ping = app.as_admin("GET", "/directus-extension-sync/table/__ping_test__/sync_id/__ping_test__");
    BOOST_TEST(ping.status == 404);
    BOOST_TEST(ping.body == R"({"message":"No id map found"})");
}

BOOST_AUTO_TEST_CASE(a_log_in_says_what_is_missing) {
    api::AppOptions options;
    options.projects["default"].secret = "secret";
    const FakeApp app(std::move(options));
    const auto told = [&](std::string body, std::string path = "/auth/login") {
        const auto answer = app.send("POST", std::move(path), {{"Content-Type", "application/json"}}, std::move(body));
        BOOST_TEST(code_of(answer) == "INVALID_PAYLOAD");
        return answer.body;
    };
    const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    BOOST_TEST(has(told("{}"), R"(\"email\" is required)"));
    BOOST_TEST(has(told(R"({"email":"ann"})"), R"(\"email\" must be a valid email)"));
    BOOST_TEST(has(told(R"({"email":"a@b","password":7})"), R"(\"password\" must be a string)"));
    BOOST_TEST(has(told(R"({"email":"a@b","password":"x","mode":"x"})"), R"(\"mode\")"));
    BOOST_TEST(has(told("{}", "/auth/refresh"), "refresh token is required"));
    const auto without = app.send("POST", "/other/auth/login", {{"Content-Type", "application/json"}}, "{}");
    BOOST_TEST(without.status == 503);
    BOOST_TEST(has(without.body, "secret"));
}

BOOST_AUTO_TEST_SUITE_END()
