// SPDX-License-Identifier: Apache-2.0
#include "server/ops/access_log.hpp"

#include <string>

#include <boost/test/unit_test.hpp>

#include "server/ops/log.hpp"
#include "tests/unit/captured.hpp"

using namespace schemad;
using test::Captured;

namespace {

struct Fixed final : http::Handler {
    http::Response handle(const http::Request& request) override {
        http::Response response;
        response.status = request.path == "/missing" ? 404 : 200;
        response.body = "12345";
        return response;
    }
    bool is_light(const http::Request& request) const noexcept override { return request.path == "/ping"; }
    http::Response refusal(int status, std::string_view) const override {
        http::Response response;
        response.status = status;
        return response;
    }
};

http::Request get(std::string path, std::string query = {}) {
    http::Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.query = std::move(query);
    request.headers = {{"Authorization", "Bearer headertoken"}};
    request.remote_ip = "10.0.0.1";
    return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(access_log)

BOOST_AUTO_TEST_CASE(one_line_a_request_and_no_token_in_it) {
    const auto handler = ops::with_access_log(std::make_shared<Fixed>());
    Captured captured;
    BOOST_TEST(handler->handle(get("/missing", "access_token=querytoken")).status == 404);
    const auto line = captured.text();
    BOOST_TEST(line.find(" info request method=GET path=/missing status=404 bytes=5 ms=") != std::string::npos, line);
    BOOST_TEST(line.find("from=10.0.0.1\n") != std::string::npos, line);
    BOOST_TEST(line.find("token") == std::string::npos, line);
    BOOST_TEST(line.find('?') == std::string::npos, line);
    BOOST_TEST(std::count(line.begin(), line.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(light_requests_are_quiet) {
    const auto handler = ops::with_access_log(std::make_shared<Fixed>());
    Captured captured;
    BOOST_TEST(handler->is_light(get("/ping")));
    BOOST_TEST(!handler->is_light(get("/other")));
    BOOST_TEST(handler->handle(get("/ping")).body == "12345");
    BOOST_TEST(captured.text() == "");
}

BOOST_AUTO_TEST_CASE(refusals_do_not_flood) {
    const auto handler = ops::with_access_log(std::make_shared<Fixed>());
    Captured captured;
    for (int i = 0; i < 10'000; ++i) BOOST_REQUIRE(handler->refusal(503, "queue full").status == 503);
    const auto lines = captured.text();
    const auto count = std::count(lines.begin(), lines.end(), '\n');
    BOOST_TEST(count >= 1);
    BOOST_TEST(count < 100);
    BOOST_TEST(lines.find("refused status=503 reason=\"queue full\" requests=1\n") != std::string::npos, lines);
}

BOOST_AUTO_TEST_SUITE_END()
