// SPDX-License-Identifier: Apache-2.0
#include "server/ops/access_log.hpp"

#include <cstdio>
#include <string>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "server/ops/log.hpp"

using namespace schemad;

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

// What is written to stderr while it lives.
class Captured {
public:
    Captured() : file_(std::tmpfile()), saved_(dup(2)) { dup2(fileno(file_), 2); }
    ~Captured() { std::fclose(file_); }
    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;
    std::string text() {
        std::fflush(stderr);
        dup2(saved_, 2);
        close(saved_);
        std::rewind(file_);
        std::string all(65536, '\0');
        all.resize(std::fread(all.data(), 1, all.size(), file_));
        return all;
    }

private:
    std::FILE* file_;
    int saved_;
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
