// SPDX-License-Identifier: Apache-2.0
// The head of a request and of a response, without a connection.
#include <boost/test/unit_test.hpp>

#include "server/http/framing.hpp"
#include "server/http/response_head.hpp"

using namespace schemad::http;

namespace {

std::string target(std::string_view text, std::string method = "GET") {
    Request request;
    request.method = std::move(method);
    return split_target(text, request) ? request.path + " " + request.query : "refused";
}

int framing_status(Headers headers, int minor = 1) {
    Request request;
    request.headers = std::move(headers);
    Framing framing;
    const auto refused = read_framing(request, minor, framing);
    return refused ? refused->status : 0;
}

std::string head(const Response& response, bool keep_alive = true) {
    std::string out;
    append_head(out, response, "D", keep_alive, std::chrono::milliseconds(5999));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(targets_have_three_forms) {
    BOOST_TEST(target("/") == "/ ");
    BOOST_TEST(target("/a/%73?b=c?d#e") == "/a/%73 b=c?d");
    BOOST_TEST(target("/a?") == "/a ");
    BOOST_TEST(target("//a") == "//a ");
    BOOST_TEST(target("HTTP://h:1/a?b") == "/a b");
    BOOST_TEST(target("https://h?b") == "/ b");
    BOOST_TEST(target("http://h") == "/ ");
    BOOST_TEST(target("*", "OPTIONS") == "* ");
    for (const auto* bad : {"*", "a", "", "#", "?a", "http:///a", "ftp://h/a", "h:443"})
        BOOST_TEST(target(bad) == "refused", bad);
}

BOOST_AUTO_TEST_CASE(framing_that_two_servers_could_read_differently_is_refused) {
    const std::pair<std::string, std::string> host{"Host", "a"};
    const std::pair<std::string, std::string> length{"Content-Length", "1"};
    const std::pair<std::string, std::string> chunked{"Transfer-Encoding", "chunked"};
    BOOST_TEST(framing_status({host, length}) == 0);
    BOOST_TEST(framing_status({host, {"transfer-encoding", "Chunked"}}) == 0);
    BOOST_TEST(framing_status({host, length, chunked}) == 400);
    BOOST_TEST(framing_status({host, chunked, length}) == 400);
    BOOST_TEST(framing_status({host, length, length}) == 400);
    BOOST_TEST(framing_status({host, chunked, chunked}) == 400);
    for (const auto* value : {"", "+1", "-1", "1,1", "1 ", "0x1", "1.0", "99999999999999999999", "١"})
        BOOST_TEST(framing_status({host, {"Content-Length", value}}) == 400, value);
    for (const auto* value : {"", "gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity"})
        BOOST_TEST(framing_status({host, {"Transfer-Encoding", value}}) == 400, value);
    BOOST_TEST(framing_status({}) == 400);
    BOOST_TEST(framing_status({}, 0) == 0);
    BOOST_TEST(framing_status({host, host}) == 400);
    BOOST_TEST(framing_status({chunked}, 0) == 400);
    BOOST_TEST(framing_status({host, {"Expect", "100-Continue"}}) == 0);
    BOOST_TEST(framing_status({host, {"Expect", "more"}}) == 417);
}

BOOST_AUTO_TEST_CASE(a_length_of_zero_is_a_body) {
    Request request;
    request.headers = {{"Host", "a"}, {"Content-Length", "0"}};
    Framing framing;
    BOOST_TEST(!read_framing(request, 1, framing).has_value());
    BOOST_TEST(request.has_body);
    Request none;
    none.headers = {{"Host", "a"}};
    BOOST_TEST(!read_framing(none, 1, framing).has_value());
    BOOST_TEST(!none.has_body);
}

BOOST_AUTO_TEST_CASE(headers_go_out_in_the_recorded_order) {
    BOOST_TEST(head({200, {{"Vary", "Origin"}, {"Content-Type", "t"}, {"ETag", "e"}}, "body"}) ==
               "HTTP/1.1 200 OK\r\nVary: Origin\r\nContent-Type: t\r\nContent-Length: 4\r\nETag: e\r\nDate: D\r\n"
               "Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n\r\n");
    BOOST_TEST(
        head({404, {{"Content-Type", "t"}}, ""}, false) ==
        "HTTP/1.1 404 Not Found\r\nContent-Type: t\r\nContent-Length: 0\r\nDate: D\r\nConnection: close\r\n\r\n");
    BOOST_TEST(head({204, {{"Vary", "v"}}, "ignored"}, false) ==
               "HTTP/1.1 204 No Content\r\nVary: v\r\nDate: D\r\nConnection: close\r\n\r\n");
    BOOST_TEST(head({304, {{"ETag", "e"}}, ""}, false) ==
               "HTTP/1.1 304 Not Modified\r\nETag: e\r\nDate: D\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_value_cannot_start_a_header) {
    BOOST_TEST(
        head({302, {{"Location", "/a\r\nSet-Cookie: x\0y\x7F"}, {"bad name", "v"}, {"content-length", "9"}}, ""},
             false) ==
        "HTTP/1.1 302 Found\r\nLocation: /aSet-Cookie: x\r\nContent-Length: 0\r\nDate: D\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(dates_are_those_of_http) {
    BOOST_TEST(http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
    BOOST_TEST(http_date(1795210635) == "Fri, 20 Nov 2026 21:37:15 GMT");
}

BOOST_AUTO_TEST_CASE(header_names_have_no_case) {
    Request request;
    request.headers = {{"X-A", "1"}, {"x-a", "2"}};
    BOOST_TEST(request.header("x-A").value_or("") == "1");
    BOOST_TEST(!request.header("x-b").has_value());
}
