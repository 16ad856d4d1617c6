// SPDX-License-Identifier: Apache-2.0
// docs/spec/engine-1-http.md 1.8: what diff and apply make of a request body.
#include <boost/test/unit_test.hpp>

#include "fake_project.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

std::string form(std::string_view part_headers, std::string_view content) {
    return "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n" + std::string(part_headers) +
           "\r\n" + std::string(content) + "\r\n--B--\r\n";
}
http::Response post_form(const FakeApp& app, std::string body) {
    return app.post_json("/schema/diff", std::move(body), "multipart/form-data; boundary=B");
}
std::string last_received(const FakeApp& app) {
    return app.project->received.empty() ? "nothing" : boost::json::serialize(app.project->received.back());
}
std::string utf16(std::string_view ascii, bool big) {
    std::string out;
    for (const char c : ascii) out += big ? std::string{'\0', c} : std::string{c, '\0'};
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bodies)

BOOST_AUTO_TEST_CASE(json_bodies_are_read_in_any_utf) {
    const FakeApp app;
    for (const auto& [type, body] : std::vector<std::pair<std::string, std::string>>{
             {"application/json", R"({"a":1})"},
             {"APPLICATION/JSON; Charset=\"UTF-8\"", "\xEF\xBB\xBF \n{\"a\":1}"},
             {"application/json; charset=utf-16", "\xFF\xFE" + utf16(R"({"a":1})", false)},
             {"application/json; charset=utf-16", utf16(R"({"a":1})", true)},
             {"application/json; charset=utf-16le", utf16(R"({"a":1})", false)},
             {"application/json; charset=utf-16be", utf16(R"({"a":1})", true)}}) {
        BOOST_TEST(app.post_json("/schema/diff", body, type).status == 204, type);
        BOOST_TEST(last_received(app) == R"({"a":1})");
    }
}

BOOST_AUTO_TEST_CASE(json_faults_have_the_reference_s_texts) {
    const FakeApp app;
    const auto fault = [&](std::string body, std::string type) {
        return app.post_json("/schema/diff", std::move(body), std::move(type)).body;
    };
    BOOST_TEST(fault("{}", "application/json; charset=latin1").find(R"(unsupported charset \"LATIN1\")") !=
               std::string::npos);
    for (const auto* empty : {"", "{}", "[]"})
        BOOST_TEST(fault(empty, "application/json").find("No data was included in the body.") != std::string::npos);
    for (const auto* bad : {"   ", "1", "\"x\"", "true", "{", "{\"a\":}", "{}x"}) {
        const auto answer = app.post_json("/schema/diff", bad);
        BOOST_TEST(answer.status == 400, bad);
        BOOST_TEST(code_of(answer) == "INVALID_PAYLOAD");
    }
    BOOST_TEST(last_received(app) == "nothing");
}

BOOST_AUTO_TEST_CASE(faults_found_while_the_body_was_read_are_told_in_their_place) {
    const FakeApp app;
    http::Request request;
    request.method = "POST";
    request.path = "/schema/diff";
    request.has_body = true;
    request.body_fault = http::Request::BodyFault::unsupported_encoding;
    request.body_fault_detail = "foo";
    request.headers = {{"Content-Type", "application/json"}};
    BOOST_TEST(app.handler->handle(request).body.find(R"(unsupported content encoding \"foo\")") != std::string::npos);
    request.body_fault = http::Request::BodyFault::too_large;
    BOOST_TEST(app.handler->handle(request).status == 413);
    request.headers = {{"Content-Type", "multipart/form-data; boundary=B"}};
    BOOST_TEST(app.handler->handle(request).status == 403); // forms are read after the rights are known
    request.headers.emplace_back("Authorization", "Bearer admin");
    BOOST_TEST(app.handler->handle(request).status == 413);
}

BOOST_AUTO_TEST_CASE(other_types_are_unsupported) {
    const FakeApp app;
    const auto answer = app.post_json("/schema/diff", "a: 1", "text/YAML; x=1");
    BOOST_TEST(answer.status == 415);
    BOOST_TEST(answer.body ==
               R"({"errors":[{"message":"Unsupported media type \"text/YAML; x=1\" in Content-Type header.",)"
               R"("extensions":{"mediaType":"text/YAML; x=1","where":"Content-Type header",)"
               R"("code":"UNSUPPORTED_MEDIA_TYPE"}}]})");
    BOOST_TEST(app.as_admin("POST", "/schema/diff", {}, "{}").body.find(R"(media type \"unknown\")") !=
               std::string::npos);
    // a body-less request of that type has no JSON
    BOOST_TEST(app.as_admin("POST", "/schema/diff", {{"Content-Type", "application/json"}}).status == 415);
    BOOST_TEST(app.post_json("/schema/diff", "{\"a\":1}", "application/json;").status == 415);
}

BOOST_AUTO_TEST_CASE(forms_carry_json_or_yaml) {
    const FakeApp app;
    BOOST_TEST(
        post_form(app, form("Content-Type: application/json; charset=x\r\n", R"({"a":1,"__proto__":2})")).status ==
        204);
    BOOST_TEST(last_received(app) == R"({"a":1})");
    BOOST_TEST(post_form(app, form("", "a: [1, x]")).status == 204);
    BOOST_TEST(last_received(app) == R"({"a":[1,"x"]})");
    BOOST_TEST(post_form(app, form("Content-Type: application/json\r\n", "{}")).status == 204); // left to validation
    const auto fault = [&](std::string body) { return post_form(app, std::move(body)).body; };
    BOOST_TEST(fault(form("Content-Type: application/json\r\n", "")).find("Uploaded file is not valid JSON") !=
               std::string::npos);
    BOOST_TEST(fault(form("", "a: [1")).find("Uploaded file is not valid YAML") != std::string::npos);
    BOOST_TEST(fault(form("", "")).find("No file was included in the request") != std::string::npos);
    BOOST_TEST(fault(form("Content-Type: application/json\r\n", "null")).find("No file was included") !=
               std::string::npos);
    BOOST_TEST(fault("--B--\r\n").find("No file was included") != std::string::npos);
    BOOST_TEST(fault("garbage").find("Unexpected end of form") != std::string::npos);
    BOOST_TEST(post_form(app, "garbage").status == 400);
    BOOST_TEST(app.post_json("/schema/diff", "x", "multipart/form-data").body.find("Boundary not found") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_envelope_of_the_openapi_document_is_taken_off) {
    const FakeApp app;
    app.post_json("/schema/diff", R"({"data":{"a":1}})");
    BOOST_TEST(last_received(app) == R"({"a":1})");
    app.post_json("/schema/apply", R"({"data":{"data":{"a":1}}})");
    BOOST_TEST(last_received(app) == R"({"data":{"a":1}})");
    for (const auto* not_an_envelope : {R"({"data":{"a":1},"b":2})", R"({"data":[1]})", R"({"data":null})"}) {
        app.post_json("/schema/diff", not_an_envelope);
        BOOST_TEST(last_received(app) == not_an_envelope);
    }
    post_form(app, form("Content-Type: application/json\r\n", R"({"data":{"a":2}})"));
    BOOST_TEST(last_received(app) == R"({"a":2})");
}

BOOST_AUTO_TEST_CASE(body_faults_come_before_query_faults) {
    const FakeApp app;
    BOOST_TEST(app.post_json("/schema/diff?mode=x", "{}").body.find("No data was included") != std::string::npos);
    BOOST_TEST(app.post_json("/schema/diff?mode=x", R"({"a":1})").body.find("Invalid option") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
