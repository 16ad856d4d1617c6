// SPDX-License-Identifier: Apache-2.0
// docs/spec/engine-1-http.md 1.9, 1.10 and 1.13: how answers look.
#include <cstdlib>
#include <ctime>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "fake_project.hpp"
#include "server/api/export.hpp"
#include "server/api/respond.hpp"

using namespace schemad;
using namespace schemad::test;

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(etags_are_weak_and_short) {
    BOOST_TEST(api::weak_etag("pong") == "W/\"4-DlFKBmK8tp3IY5U9HOJuPUDoGoc\"");
    BOOST_TEST(api::weak_etag("null") == "W/\"4-K+iMpCQsduglOsYkdIUQZQMtaDM\"");
    BOOST_TEST(api::weak_etag("").starts_with("W/\"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk"));
}

BOOST_AUTO_TEST_CASE(successes_say_how_they_may_be_cached_and_errors_do_not) {
    const FakeApp app;
    const auto success = app.as_admin("GET", "/schema/snapshot");
    BOOST_TEST(success.body == R"({"data":{"version":1}})");
    BOOST_TEST(header(success, "Cache-Control").value() == "no-cache");
    BOOST_TEST(header(success, "Vary").value() == "Origin, Cache-Control");
    BOOST_TEST(header(success, "ETag").value() == api::weak_etag(success.body));
    const auto failure = app.send("GET", "/schema/snapshot");
    BOOST_TEST(!header(failure, "Cache-Control"));
    BOOST_TEST(!header(failure, "Vary"));
    BOOST_TEST(header(failure, "ETag").value() == "W/\"66-OPr7zxcJy7+HqVGdrFe1XpeEIao\"");
    const auto nothing = app.post_json("/schema/diff", R"({"a":1})");
    BOOST_TEST(nothing.status == 204);
    BOOST_TEST(header(nothing, "Cache-Control").value() == "no-cache");
    BOOST_TEST(!header(nothing, "ETag"));
    BOOST_TEST(!header(nothing, "Content-Type"));
}

BOOST_AUTO_TEST_CASE(a_client_that_has_the_body_is_told_so) {
    const FakeApp app;
    const auto etag = header(app.as_admin("GET", "/schema/snapshot"), "ETag").value();
    const auto status = [&](http::Headers headers, const char* method = "GET") {
        return app.as_admin(method, "/schema/snapshot", std::move(headers)).status;
    };
    BOOST_TEST(status({{"If-None-Match", etag}}) == 304);
    BOOST_TEST(status({{"If-None-Match", etag}}, "HEAD") == 304);
    BOOST_TEST(status({{"If-None-Match", "\"x\", " + etag}}) == 304);
    BOOST_TEST(status({{"If-None-Match", etag.substr(2)}}) == 304);
    BOOST_TEST(status({{"If-None-Match", "*"}}) == 304);
    BOOST_TEST(status({{"If-None-Match", "\"x\""}}) == 200);
    BOOST_TEST(status({{"If-None-Match", etag}, {"Cache-Control", "max-age=0, no-cache"}}) == 200);
    BOOST_TEST(status({{"If-None-Match", etag}, {"If-Modified-Since", "Fri, 20 Nov 2026 22:01:54 GMT"}}) == 200);
    const auto known = app.as_admin("GET", "/schema/snapshot", {{"If-None-Match", etag}});
    BOOST_TEST(known.body.empty());
    BOOST_TEST(!header(known, "Content-Type"));
    BOOST_TEST(header(known, "ETag").value() == etag);
    const auto failed = app.send("GET", "/schema/snapshot", {{"If-None-Match", "*"}});
    BOOST_TEST(failed.status == 403);
}

BOOST_AUTO_TEST_CASE(exports_are_bare_files_on_every_route) {
    FakeApp app;
    const auto yaml = app.as_admin("GET", "/schema/snapshot?export=yaml");
    BOOST_TEST(yaml.body == "version: 1\n");
    BOOST_TEST(header(yaml, "Content-Type").value() == "text/yaml; charset=utf-8");
    BOOST_TEST(header(yaml, "Content-Disposition").value().starts_with("attachment; filename=\"Export 2"));
    const auto nothing = app.post_json("/schema/diff?export=json", R"({"a":1})");
    BOOST_TEST(nothing.status == 200);
    BOOST_TEST(nothing.body == "null");
    BOOST_TEST(app.post_json("/schema/apply?export=xml", R"({"a":1})").body.find("<data>undefined</data>") !=
               std::string::npos);
    BOOST_TEST(app.post_json("/schema/diff?export=csv", R"({"a":1})").status == 500);
    app.project->difference = boost::json::value({{"hash", "x"}});
    BOOST_TEST(app.post_json("/schema/diff?export=json", R"({"a":1})").body == "{\n\t\"hash\": \"x\"\n}");
    BOOST_TEST(app.post_json("/schema/diff?export=", R"({"a":1})").body == R"({"data":{"hash":"x"}})");
}

BOOST_AUTO_TEST_CASE(export_names_carry_the_local_time_without_padding) {
    std::tm local{};
    local.tm_year = 126;
    local.tm_mon = 0;
    local.tm_mday = 2;
    local.tm_hour = 9;
    local.tm_min = 5;
    local.tm_sec = 15;
    local.tm_isdst = -1;
    const auto when = std::chrono::system_clock::from_time_t(std::mktime(&local));
    BOOST_TEST(api::export_file_name(when, "csv") == "Export 20260102-9515.csv");
}

BOOST_AUTO_TEST_CASE(a_zero_byte_ends_no_message) {
    const schemad::RequestError error(schemad::ErrorCode::conflict, std::string("a\0b", 3));
    BOOST_TEST(error.what() == std::string("a\\0b"));
}

BOOST_AUTO_TEST_CASE(what_an_apply_left_out_is_counted) {
    FakeApp app;
    const auto whole = app.post_json("/schema/apply?force", R"({"a":1})");
    BOOST_TEST(whole.status == 204);
    BOOST_TEST(app.project->forced);
    BOOST_TEST(!header(whole, "Schemad-Left-Out"));
    app.project->report.left_out = {{"posts", "title", "max_length", "sqlite keeps none"},
                                    {"posts", "", "note", "no such column"}};
    const auto partly = app.post_json("/schema/apply", R"({"a":1})");
    BOOST_TEST(header(partly, "Schemad-Left-Out").value() == "2");
}

BOOST_AUTO_TEST_CASE(a_scratch_is_asked_for_by_its_name) {
    FakeApp app;
    for (const char* path : {"/schema/apply", "/schema/plan"}) {
        const std::string to(path);
        app.post_json(to, R"({"a":1})");
        BOOST_TEST(!app.project->tried_in_scratch);
        app.post_json(to + "?verify=scratch", R"({"a":1})");
        BOOST_TEST(app.project->tried_in_scratch);
        const auto calls = app.project->received.size();
        for (const char* wrong : {"?verify", "?verify=", "?verify=true", "?verify=Scratch", "?verify[]=scratch"}) {
            const auto refused = app.post_json(to + wrong, R"({"a":1})");
            BOOST_TEST(refused.status == 400);
            BOOST_TEST(refused.body.find("\"verify\\\" must be") != std::string::npos, refused.body);
        }
        BOOST_TEST(app.project->received.size() == calls);
    }
}

BOOST_AUTO_TEST_CASE(info_shows_strangers_the_project_and_users_the_version) {
    FakeApp app;
    app.project->settings = boost::json::object{{"project_name", "Shop"},
                                                {"public_registration", 1},
                                                {"theme_dark_overrides", "{\"a\":1}"},
                                                {"public_background", "some-id"},
                                                {"project_descriptor", nullptr}};
    const auto stranger = boost::json::parse(app.send("GET", "/server/info").body).at("data");
    BOOST_TEST(stranger.at("project").at("project_name").as_string() == "Shop");
    BOOST_TEST(stranger.at("project").at("project_color").as_string() == "#6644FF");
    BOOST_TEST(stranger.at("project").at("public_registration").as_bool());
    BOOST_TEST(stranger.at("project").at("theme_dark_overrides").at("a") == 1);
    BOOST_TEST(stranger.at("project").at("public_background").at("id").as_string() == "some-id");
    BOOST_TEST(!stranger.as_object().contains("version"));
    const auto user = boost::json::parse(app.as_admin("GET", "/server/info").body).at("data");
    BOOST_TEST(user.at("version").as_string() == "12.4.0");
    BOOST_TEST(user.at("queryLimit").at("max") == -1);
    app.project->users = false;
    BOOST_TEST(boost::json::parse(app.send("GET", "/server/info").body).at("data").at("version").as_string() ==
               "12.4.0");
}

BOOST_AUTO_TEST_CASE(health_is_for_users_and_its_checks_for_admins) {
    const FakeApp app;
    BOOST_TEST(app.send("GET", "/server/health").status == 403);
    const auto user = app.send("GET", "/server/health?access_token=user");
    BOOST_TEST(user.body == R"({"status":"ok"})");
    BOOST_TEST(header(user, "Content-Type").value() == "application/health+json; charset=utf-8");
    const auto admin = boost::json::parse(app.as_admin("GET", "/server/health").body);
    BOOST_TEST(admin.at("releaseId").as_string() == "12.4.0");
    BOOST_TEST(admin.at("checks").as_object().size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
