// SPDX-License-Identifier: Apache-2.0
// docs/spec/engine-1-http.md 1.1 to 1.4: the order in which faults are told, and who may what.
#include <atomic>
#include <future>

#include <boost/test/unit_test.hpp>
#include <schemad/host.hpp>

#include "engine/error.hpp"
#include "fake_project.hpp"
#include "server/auth/token_match.hpp"
#include "tests/unit/captured.hpp"

using namespace schemad;
using namespace schemad::test;

BOOST_AUTO_TEST_SUITE(pipeline)

BOOST_AUTO_TEST_CASE(malformed_json_beats_bad_token_beats_bad_query_beats_forbidden) {
    const FakeApp app;
    const http::Headers json_and_bad{{"Content-Type", "application/json"}, {"Authorization", "Bearer nope"}};
    BOOST_TEST(code_of(app.send("POST", "/schema/diff?export=x", json_and_bad, "{")) == "INVALID_PAYLOAD");
    BOOST_TEST(code_of(app.send("POST", "/schema/diff?export=x", json_and_bad, "{}")) == "INVALID_CREDENTIALS");
    BOOST_TEST(code_of(app.send("POST", "/schema/diff?export=x", {}, "{}")) == "INVALID_QUERY");
    BOOST_TEST(code_of(app.send("POST", "/schema/diff", {}, "{}")) == "FORBIDDEN");
    BOOST_TEST(code_of(app.send("GET", "/nowhere", {{"Authorization", "Bearer nope"}})) == "INVALID_CREDENTIALS");
    BOOST_TEST(code_of(app.send("GET", "/nowhere?limit=x", {})) == "INVALID_QUERY");
}

BOOST_AUTO_TEST_CASE(a_long_json_body_is_read_for_admins_only) {
    api::AppOptions options;
    options.eager_json_bytes = 10;
    options.documents.max_bytes = 100;
    const FakeApp app(options);
    const std::string malformed(20, '{'), too_large(101, ' ');
    const http::Headers json{{"Content-Type", "application/json"}};
    BOOST_TEST(code_of(app.send("POST", "/schema/diff", json, malformed)) == "FORBIDDEN");
    BOOST_TEST(code_of(app.post_json("/schema/diff", malformed)) == "INVALID_PAYLOAD");
    BOOST_TEST(app.post_json("/schema/diff", too_large).status == 413);
    BOOST_TEST(app.send("GET", "/server/ping", json, too_large).status == 413);
    BOOST_TEST(app.post_json("/schema/diff", R"({"version":1,"a":"bcdef"})").status == 204);
}

BOOST_AUTO_TEST_CASE(ping_asks_nobody) {
    FakeApp app;
    app.project->before_each = [] { throw std::runtime_error("not to be called"); };
    for (const auto* path : {"/server/ping", "/SERVER/Ping/", "/other/server/ping"}) {
        const auto pong = app.send("GET", path);
        BOOST_TEST(pong.status == 200, path);
        BOOST_TEST(pong.body == "pong");
        BOOST_TEST(!header(pong, "Cache-Control"));
    }
    BOOST_TEST(app.send("GET", "/server/ping", {{"Content-Type", "application/json"}}, "{").status == 400);
    BOOST_TEST(app.send("GET", "/server/ping?access_token=a", {{"Authorization", "Bearer b"}}).status == 400);
    http::Request request;
    request.method = "GET";
    request.path = "/server/ping";
    BOOST_TEST(app.handler->is_light(request));
    request.query = "a";
    BOOST_TEST(!app.handler->is_light(request));
    request = {};
    request.method = "GET";
    request.path = "/schema/snapshot";
    BOOST_TEST(!app.handler->is_light(request));
}

BOOST_AUTO_TEST_CASE(routes_are_found_as_express_finds_them) {
    const FakeApp app;
    for (const auto* path : {"/schema/snapshot", "/Schema/SNAPSHOT/", "/schema//snapshot", "/other/schema/snapshot",
                             "/%6Fther/schema/snapshot"})
        BOOST_TEST(app.as_admin("GET", path).status == 200, path);
    for (const auto* path : {"//schema/snapshot", "/schema/snapshot//", "/schema/%73napshot", "/nobody/schema/snapshot",
                             "/schema", "/", "", "*", "/other", "/schema/snapshot/x"}) {
        const auto answer = app.as_admin("GET", path);
        BOOST_TEST(answer.status == 404, path);
        BOOST_TEST(answer.body == "{\"errors\":[{\"message\":\"Route " + std::string(path) +
                                      " doesn't exist.\",\"extensions\":{\"path\":\"" + path +
                                      "\",\"code\":\"ROUTE_NOT_FOUND\"}}]}");
    }
    for (const auto* method : {"POST", "PUT", "TRACE", "SEARCH"})
        BOOST_TEST(app.as_admin(method, "/schema/snapshot").status == 404, method);
    BOOST_TEST(app.as_admin("HEAD", "/schema/snapshot").status == 200);
    BOOST_TEST(app.as_admin("HEAD", "/schema/diff").status == 404);
    BOOST_TEST(app.as_admin("FOO", "/schema/snapshot").status == 400);
}

BOOST_AUTO_TEST_CASE(raw_bytes_of_a_path_are_shown_as_text) {
    const FakeApp app;
    BOOST_TEST(app.as_admin("GET", "/\xE9").body.find("Route /\xC3\xA9 doesn't") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_tells_the_methods_without_asking_for_rights) {
    const FakeApp app;
    const auto answer = app.send("OPTIONS", "/schema/snapshot");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == "GET,HEAD");
    BOOST_TEST(header(answer, "Allow").value() == "GET,HEAD");
    BOOST_TEST(header(answer, "Content-Type").value() == "text/html; charset=utf-8");
    BOOST_TEST(app.send("OPTIONS", "/schema/apply").body == "POST");
    BOOST_TEST(app.send("OPTIONS", "/schema/snapshot", {{"Authorization", "Bearer nope"}}).status == 401);
    BOOST_TEST(app.send("OPTIONS", "/nowhere").status == 404);
    BOOST_TEST(app.send("OPTIONS", "/schema/history").body == "GET,HEAD");
    BOOST_TEST(app.send("OPTIONS", "/Schema//History/7/").body == "GET,HEAD");
    BOOST_TEST(app.send("OPTIONS", "/schema/history/7/REVERT/").body == "POST");
    for (const auto* path :
         {"/schema/history/7//", "/schema/history//revert", "/schema/history/7/8", "/schema/historyx"})
        BOOST_TEST(app.send("OPTIONS", path).status == 404, path);
}

BOOST_AUTO_TEST_CASE(tokens_of_the_configuration_work_while_the_database_is_away) {
    auto project = std::make_shared<FakeProject>();
    project->before_each = [] { throw VendorError(SCHEMAD_E_CONNECTION, "password=secret at db.example"); };
    api::AppOptions options;
    options.projects["default"] = {
        project, {{"ci", auth::sha256_hex("ours"), true}, {"eye", auth::sha256_hex("see"), false}}, {}};
    const auto app = api::make_app(options);
    const auto send = [&](const char* path, const char* token) {
        http::Request request;
        request.method = "GET";
        request.path = path;
        request.headers = {{"Authorization", std::string("Bearer ") + token}};
        return app->handle(request);
    };
    const auto down = send("/schema/snapshot", "ours");
    BOOST_TEST(down.status == 503);
    BOOST_TEST(down.body ==
               R"({"errors":[{"message":"Service \"database\" is unavailable. The database cannot be reached.",)"
               R"("extensions":{"service":"database","reason":"The database cannot be reached",)"
               R"("code":"SERVICE_UNAVAILABLE"}}]})");
    BOOST_TEST(send("/schema/snapshot", "see").status == 403);
    BOOST_TEST(send("/schema/snapshot", "admin").status == 503); // whose it is cannot be asked
    BOOST_TEST(send("/server/health", "ours").status == 503);
    BOOST_TEST(send("/server/health", "ours").body.find(R"({"status":"error","releaseId":"12.4.0")") == 0);
    BOOST_TEST(send("/server/health", "see").body == R"({"status":"error"})");
}

BOOST_AUTO_TEST_CASE(a_refused_session_cookie_is_taken_back) {
    const FakeApp app;
    const auto refused = app.send("GET", "/schema/snapshot", {{"Cookie", "directus_session_token=old"}});
    BOOST_TEST(refused.status == 401);
    BOOST_TEST(header(refused, "Set-Cookie").value().starts_with("directus_session_token=; Path=/; Expires="));
    const auto header_refused = app.send("GET", "/schema/snapshot",
                                         {{"Cookie", "directus_session_token=old"}, {"Authorization", "Bearer nope"}});
    BOOST_TEST(!header(header_refused, "Set-Cookie"));
    const auto no_rights = app.send("GET", "/schema/snapshot", {{"Cookie", "directus_session_token=user"}});
    BOOST_TEST(no_rights.status == 403);
    BOOST_TEST(!header(no_rights, "Set-Cookie"));
}

BOOST_AUTO_TEST_CASE(the_log_says_whose_database_is_away) {
    FakeApp app;
    for (const auto status : {SCHEMAD_E_CONNECTION, SCHEMAD_E_TIMEOUT, SCHEMAD_E_CANCELLED, SCHEMAD_E_PERMISSION,
                              SCHEMAD_E_BUSY, SCHEMAD_E_INTERNAL})
        for (const std::string name : {"default", "other"}) {
            app.project->before_each = [status] { throw VendorError(status, "away"); };
            test::Captured captured;
            app.as_admin("GET", "/" + name + "/schema/snapshot");
            const auto line = captured.text();
            BOOST_TEST(line.find(" project=" + name + " ") != std::string::npos, line);
        }
}

BOOST_AUTO_TEST_CASE(a_missing_privilege_is_not_an_absent_database) {
    FakeApp app;
    app.project->before_each = [] {
        throw VendorError(SCHEMAD_E_PERMISSION, "SELECT command denied to user 'u'@'h'", "posts");
    };
    const auto refused = app.as_admin("GET", "/default/schema/snapshot");
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(refused.body.find("lacks a privilege on table \\\"posts\\\"") != std::string::npos, refused.body);
    BOOST_TEST(refused.body.find("'u'@'h'") == std::string::npos); // that is for the log
}

BOOST_AUTO_TEST_CASE(a_fault_of_ours_stands_in_the_log_with_its_cause) {
    FakeApp app;
    const auto asked = [&](std::function<void()> fault) {
        app.project->before_each = std::move(fault);
        test::Captured captured;
        const auto answer = app.as_admin("GET", "/schema/snapshot");
        return std::pair(answer, captured.text());
    };
    const auto [promised, promised_log] = asked([] { throw RequestError(ErrorCode::internal, "not as promised"); });
    BOOST_TEST(promised.status == 500);
    BOOST_TEST(promised_log.find("id=" + header(promised, "Schemad-Error-Id").value()) != std::string::npos,
               promised_log);
    BOOST_TEST(promised_log.find("not as promised") != std::string::npos, promised_log);
    for (const auto code : {ErrorCode::internal, ErrorCode::service_unavailable}) {
        const auto [carried, carried_log] = asked([code] {
            try {
                throw VendorError(SCHEMAD_E_CONNECTION, "killed by somebody");
            } catch (...) { std::throw_with_nested(RequestError(code, "carried on")); }
        });
        BOOST_TEST(carried.body.find("killed") == std::string::npos, carried.body);
        BOOST_TEST(carried_log.find("killed by somebody") != std::string::npos, carried_log);
    }
    const auto [refused, refused_log] = asked([] { throw invalid_payload("yours"); });
    BOOST_TEST(refused_log.find("yours") == std::string::npos, refused_log);
}

BOOST_AUTO_TEST_CASE(what_is_thrown_becomes_an_envelope_without_its_text) {
    FakeApp app;
    app.project->before_each = [] { throw std::runtime_error("select * from secrets"); };
    const auto bug = app.as_admin("GET", "/schema/snapshot");
    BOOST_TEST(bug.status == 500);
    BOOST_TEST(bug.body == R"({"errors":[{"message":"An unexpected error occurred.",)"
                           R"("extensions":{"code":"INTERNAL_SERVER_ERROR"}}]})");
    BOOST_TEST(header(bug, "Schemad-Error-Id").value().size() == 16);
    app.project->before_each = [] { throw VendorError(SCHEMAD_E_BUSY, "lock"); };
    const auto busy = app.as_admin("GET", "/schema/snapshot");
    BOOST_TEST(busy.status == 503);
    BOOST_TEST(header(busy, "Retry-After").has_value());
    app.project->before_each = [] { throw VendorError(SCHEMAD_E_UNIQUE, "x", "posts", "slug"); };
    BOOST_TEST(app.as_admin("GET", "/schema/snapshot").body ==
               R"({"errors":[{"message":"Value for field \"slug\" in collection \"posts\" has to be unique.",)"
               R"("extensions":{"collection":"posts","field":"slug","code":"RECORD_NOT_UNIQUE"}}]})");
    app.project->before_each = [] { throw 1; };
    BOOST_TEST(app.as_admin("GET", "/schema/snapshot").status == 500);
}

BOOST_AUTO_TEST_CASE(a_project_that_could_not_be_loaded_says_why_to_administrators_alone) {
    api::AppOptions options;
    auto& entry = options.projects["default"];
    entry.service = api::unavailable_project("12.4.0", "sqlite", "plugin /opt/x/libschemad_sqlite.so: not found");
    entry.tokens = {{"ci", auth::sha256_hex("admin"), true}, {"reader", auth::sha256_hex("reader"), false}};
    const auto app = api::make_app(options);
    for (const auto* path : {"/schema/snapshot", "/server/info", "/server/health", "/schema/history"})
        for (const auto* query : {"", "access_token=unknown", "access_token=reader", "access_token=admin"}) {
            http::Request request;
            request.method = "GET";
            request.path = path;
            request.query = query;
            const auto answer = app->handle(request);
            BOOST_TEST((answer.status == 503 || answer.status == 403), path << ' ' << query << ' ' << answer.status);
            const bool says = answer.body.find("/opt/x/libschemad_sqlite.so") != std::string::npos;
            BOOST_TEST(says == (query == std::string_view("access_token=admin")), path << ' ' << query);
        }
}

BOOST_AUTO_TEST_CASE(a_locked_database_refuses_an_apply_as_any_lock_does) {
    FakeApp app;
    app.project->before_each = [] { throw VendorError(SCHEMAD_E_BUSY, "database is locked"); };
    const auto apply = app.post_json("/schema/apply", "{}");
    BOOST_TEST(apply.status == 409);
    BOOST_TEST(code_of(apply) == "CONFLICT");
    BOOST_TEST(app.post_json("/schema/diff", "{}").status == 503);
}

BOOST_AUTO_TEST_CASE(nobody_without_a_token_waits_for_a_database) {
    std::promise<void> thaw;
    auto thawed = thaw.get_future().share();
    std::atomic<int> looks = 0;
    FakeApp app;
    app.project->settings = boost::json::object{{"project_name", "seen"}};
    const auto before = app.send("GET", "/server/info");
    BOOST_TEST(before.status == 200);
    app.project->before_each = [&] {
        ++looks;
        thawed.wait(); // frozen
    };
    for (int i = 0; i < 8; ++i) BOOST_TEST(app.send("GET", "/server/info").body == before.body); // as it was last
    BOOST_TEST(looks == 1); // one look for all of them
    thaw.set_value();
}

BOOST_AUTO_TEST_CASE(what_the_listener_refuses_has_an_envelope_too) {
    const FakeApp app;
    const auto full = app.handler->refusal(503, "Too many requests are waiting");
    BOOST_TEST(full.status == 503);
    BOOST_TEST(header(full, "Retry-After").has_value());
    BOOST_TEST(code_of(full) == "SERVICE_UNAVAILABLE");
    BOOST_TEST(code_of(app.handler->refusal(413, "x")) == "CONTENT_TOO_LARGE");
    BOOST_TEST(app.handler->refusal(431, "x").status == 431);
    BOOST_TEST(header(full, "Content-Security-Policy").has_value());
}

BOOST_AUTO_TEST_CASE(the_history_is_for_administrators_and_in_pages) {
    const FakeApp app;
    for (const auto* path : {"/schema/history", "/schema/history/7"}) {
        BOOST_TEST(app.send("GET", path).status == 403, path);
        BOOST_TEST(app.send("GET", path, {{"Authorization", "Bearer user"}}).status == 403, path);
    }
    BOOST_TEST(app.send("POST", "/schema/history/7/revert").status == 403);
    BOOST_TEST(app.as_admin("GET", "/schema/history").body == R"({"data":{"chain":"intact"}})");
    BOOST_TEST(app.project->page.first == 100u);
    BOOST_TEST(app.as_admin("GET", "/schema/history?limit=0&offset=30").status == 200);
    BOOST_TEST((app.project->page == std::pair<std::size_t, std::size_t>{0, 30}));
    for (const auto* query : {"limit=1001", "limit=-1", "limit=x", "offset=-1", "offset=3000000000"})
        BOOST_TEST(code_of(app.as_admin("GET", std::string{"/schema/history?"} + query)) == "INVALID_QUERY", query);

    for (const auto* id : {"7", "8", "0", "-7", "07", "x", "7x", "%37%00", "99999999999999999999"}) {
        const auto path = std::string{"/schema/history/"} + id;
        BOOST_TEST(code_of(app.as_admin("GET", path)) == "ROUTE_NOT_FOUND", id);
        BOOST_TEST(code_of(app.as_admin("POST", path + "/revert")) == "ROUTE_NOT_FOUND", id);
    }
    app.project->entry = boost::json::value{{"id", 7}};
    BOOST_TEST(app.as_admin("GET", "/schema/history/7/").body == R"({"data":{"id":7}})");
    BOOST_TEST(app.as_admin("GET", "/other/schema/History/%37").status == 200);
    app.project->way_back = boost::json::value(nullptr);
    BOOST_TEST(app.as_admin("POST", "/schema/history/7/revert").status == 204);
    app.project->way_back = boost::json::value{{"hash", "h"}};
    BOOST_TEST(app.as_admin("POST", "/schema/history/7/revert").body == R"({"data":{"hash":"h"}})");
    BOOST_TEST(code_of(app.as_admin("DELETE", "/schema/history/7")) == "ROUTE_NOT_FOUND");
}

BOOST_AUTO_TEST_SUITE_END()
