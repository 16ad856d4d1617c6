// SPDX-License-Identifier: Apache-2.0
// The protocol over real sockets: framing, order, keep-alive, bodies.
#include <boost/test/unit_test.hpp>

#include "tests/unit/http/deflated.hpp"
#include "tests/unit/http/loopback.hpp"

using namespace schemad;
using namespace schemad::test;

BOOST_AUTO_TEST_CASE(a_connection_serves_one_request_after_the_other) {
    Loopback server;
    Client client(server);
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.ask(get("/a?b=c"));
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.body == "GET /a?b=c none:");
        BOOST_TEST(answer.names() == "Content-Type Content-Length Date Connection Keep-Alive ");
        BOOST_TEST(answer.header("connection") == "keep-alive");
        BOOST_TEST(answer.header("keep-alive") == "timeout=5");
    }
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
    auto handler = std::make_shared<EchoHandler>();
    handler->light = [](const http::Request& r) { return r.path == "/1"; }; // must not overtake the one on a worker
    Loopback server({}, handler);
    Client client(server);
    client.send("\r\n" + get("/0") + get("/1") + post("two") + "\r\n" + get("/3", "Connection: close\r\n") + get("/4"));
    BOOST_TEST(client.receive().body == "GET /0? none:");
    BOOST_TEST(client.receive().body == "GET /1? none:");
    BOOST_TEST(client.receive().body == "POST /? body:two");
    const auto last = client.receive();
    BOOST_TEST(last.body == "GET /3? none:");
    BOOST_TEST(last.header("connection") == "close");
    BOOST_TEST(last.header("keep-alive") == "(absent)");
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_CASE(a_request_may_arrive_byte_by_byte) {
    Loopback server;
    Client client(server);
    for (const char c :
         post("slow") +
             "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nslow\r\n0\r\nA: b\r\n\r\n")
        client.send({&c, 1});
    BOOST_TEST(client.receive().body == "POST /? body:slow");
    BOOST_TEST(client.receive().body == "POST /? body:slow");
}

BOOST_AUTO_TEST_CASE(old_clients_close_unless_they_ask) {
    Loopback server;
    Client one(server);
    const auto closed = one.ask("GET / HTTP/1.0\r\n\r\n");
    BOOST_TEST(closed.header("connection") == "close");
    BOOST_TEST(one.ended());
    Client two(server);
    BOOST_TEST(two.ask("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").header("connection") == "keep-alive");
    BOOST_TEST(two.ask("GET /2 HTTP/1.0\r\n\r\n").body == "GET /2? none:");
}

BOOST_AUTO_TEST_CASE(a_half_closed_client_gets_its_answer) {
    Loopback server;
    Client client(server);
    client.send(post("whole"));
    client.half_close();
    BOOST_TEST(client.receive().body == "POST /? body:whole");
    BOOST_TEST(client.ended());
    Client early(server);
    early.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    early.half_close();
    BOOST_TEST(early.receive().status == 400);
    BOOST_TEST(early.ended());
}

BOOST_AUTO_TEST_CASE(head_is_get_without_its_body) {
    auto handler = std::make_shared<EchoHandler>();
    handler->serve = [](const http::Request&) { return http::Response{200, {{"ETag", "W/\"1\""}}, "twelve bytes"}; };
    Loopback server({}, handler);
    Client client(server);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
    const auto head = client.receive(true);
    BOOST_TEST(head.header("content-length") == "12");
    BOOST_TEST(head.names() == "Content-Length ETag Date Connection Keep-Alive ");
    BOOST_TEST(client.receive().body == "twelve bytes");
}

BOOST_AUTO_TEST_CASE(no_content_has_neither_body_nor_length) {
    auto handler = std::make_shared<EchoHandler>();
    handler->serve = [](const http::Request& r) {
        return http::Response{r.path == "/4" ? 304 : 204, {{"Vary", "Origin"}}, "not sent"};
    };
    Loopback server({}, handler);
    Client client(server);
    client.send(get("/") + get("/4"));
    for (const int status : {204, 304}) {
        const auto answer = client.receive();
        BOOST_TEST(answer.status == status);
        BOOST_TEST(answer.names() == "Vary Date Connection Keep-Alive ");
    }
}

BOOST_AUTO_TEST_CASE(chunks_make_a_body) {
    Loopback server;
    Client client(server);
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    BOOST_TEST(client.ask(head + "3\r\nabc\r\n0A;e=\"f\"\r\n0123456789\r\n0\r\n\r\n").body ==
               "POST /? body:abc0123456789");
    BOOST_TEST(client.ask(head + "0\r\nContent-Type: trailer\r\n\r\n").body == "POST /? body:");
    BOOST_TEST(client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").body == "POST /? body:");
    BOOST_TEST(client.ask("POST / HTTP/1.1\r\nHost: a\r\n\r\n").body == "POST /? none:");
    const std::string large(300'000, 'x');
    BOOST_TEST((client.ask(head + "493e0\r\n" + large + "\r\n0\r\n\r\n").body == "POST /? body:" + large));
    BOOST_TEST((client.ask(post(large)).body == "POST /? body:" + large));
    for (const char* bad :
         {"x\r\n", "-1\r\n", "1\r\nabcd\r\n", "1 \r\na\r\n", "1\na\r\n", "11111111111111111\r\n", "1;\x01\r\n"}) {
        Client other(server);
        BOOST_TEST(other.ask(head + bad).status == 400, bad);
        BOOST_TEST(other.ended());
    }
    Client extended(server); // extensions are no way around the limits
    const std::string extension = "1;" + std::string(5000, 'e') + "\r\na\r\n";
    BOOST_TEST(extended.ask(head + extension + extension + extension + extension).status == 400);
}

BOOST_AUTO_TEST_CASE(a_client_may_ask_before_it_sends_the_body) {
    http::Limits limits;
    limits.body_bytes = 10;
    Loopback server(limits);
    Client client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    BOOST_TEST(client.receive().status == 100);
    BOOST_TEST(client.ask("body").body == "POST /? body:body");
    BOOST_TEST(client.ask(post("sent", "Expect: 100-continue\r\n")).body == "POST /? body:sent"); // no need to ask
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    BOOST_TEST(client.receive().body == "too large"); // and the body was never sent
    BOOST_TEST(Client(server).ask(post("a", "Expect: nothing\r\n")).status == 417);
}

BOOST_AUTO_TEST_CASE(encoded_bodies_arrive_decoded) {
    http::Limits limits;
    limits.body_bytes = 1000;
    auto handler = std::make_shared<EchoHandler>();
    handler->light = [](const http::Request&) { return true; };
    Loopback server(limits, handler);
    Client client(server);
    BOOST_TEST(client.ask(post(deflated("text", gzip_wrapper), "Content-Encoding: gzip\r\n")).body ==
               "POST /? body:text");
    BOOST_TEST(client.ask(post(deflated("text", zlib_wrapper), "Content-Encoding: Deflate\r\n")).body ==
               "POST /? body:text");
    BOOST_TEST(client.ask(post("text", "Content-Encoding: gzip\r\n")).body == "corrupt incorrect header check");
    BOOST_TEST(client.ask(post("text", "Content-Encoding: BR\r\n")).body == "unsupported br");
    const auto bomb = deflated(std::string(100'000, 'x'), gzip_wrapper);
    BOOST_TEST(bomb.size() < 1000U);
    BOOST_TEST(client.ask(post(bomb, "Content-Encoding: gzip\r\n")).body == "too large");
    BOOST_TEST(client.ask(get("/after")).body == "GET /after? none:"); // the bytes were read: nothing to close for
}

BOOST_AUTO_TEST_CASE(malformed_and_ambiguous_requests_are_refused_and_closed) {
    Loopback server;
    for (const std::string& bad : {std::string("nonsense\r\n\r\n"),
                                   std::string("FOO / HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\r\n\r\n"),
                                   std::string("GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string("GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n"),
                                   std::string("GET / HTTP/1.1\nHost: a\n\n"),
                                   get("/", "A : b\r\n"),
                                   get("/", "A\r\n"),
                                   get("/", "A: \x01\r\n"),
                                   get("/", "Host: b\r\n"),
                                   get("/", std::string("A: \0\r\n", 6)),
                                   post("a", "Content-Length: 1\r\n"),
                                   post("a", "Content-Length: 2\r\n"),
                                   post("a", "Transfer-Encoding: chunked\r\n"),
                                   get("/", "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
                                   get("/", "Transfer-Encoding: gzip\r\n"),
                                   get("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"),
                                   get("/", "Content-Length: +1\r\n"),
                                   get("/", "Transfer-Encoding:\x0b chunked\r\n"),
                                   std::string("\x16\x03\x01\x02\x00\x01", 6) + std::string(100, '\x02')}) {
        Client client(server);
        const auto answer = client.ask(bad);
        BOOST_TEST(answer.status == 400, bad);
        BOOST_TEST(answer.header("connection") == "close", bad);
        BOOST_TEST(client.ended());
    }
    BOOST_TEST(Client(server).ask(get("/")).status == 200);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_a_bare_500) {
    auto handler = std::make_shared<EchoHandler>();
    handler->serve = [](const http::Request&) -> http::Response { throw std::runtime_error("secret"); };
    handler->light = [](const http::Request& r) { return r.path == "/light"; };
    Loopback server({}, handler);
    Client client(server);
    for (const auto* path : {"/", "/light"}) {
        const auto answer = client.ask(get(path));
        BOOST_TEST(answer.status == 500);
        BOOST_TEST(answer.body.empty());
    }
}

BOOST_AUTO_TEST_CASE(requests_carry_what_handlers_need) {
    auto handler = std::make_shared<EchoHandler>();
    handler->serve = [](const http::Request& r) {
        return http::Response{
            200, {}, r.remote_ip + ' ' + std::string(r.header("x-tEST").value_or("none")) + ' ' + r.path};
    };
    Loopback server({}, handler);
    BOOST_TEST(Client(server).ask(get("http://host/%41?q", "X-Test:  v w \r\n")).body == "127.0.0.1 v w /%41");
}

BOOST_AUTO_TEST_CASE(a_large_answer_arrives_whole) {
    auto handler = std::make_shared<EchoHandler>();
    const std::string large(20'000'000, 'y');
    handler->serve = [&](const http::Request&) { return http::Response{200, {}, large}; };
    Loopback server({}, handler);
    Client client(server);
    for (int i = 0; i < 2; ++i) BOOST_TEST((client.ask(get("/")).body == large));
}
