// SPDX-License-Identifier: Apache-2.0
// Every limit and every timeout, seen from the other end of the connection. Nothing here sleeps: tests wait for what
// the server does.
#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/unit/http/loopback.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// Handlers wait here until the test lets them go.
struct Gate {
    std::promise<void> opening;
    std::shared_future<void> open = opening.get_future().share();
    std::atomic<int> inside = 0;

    std::shared_ptr<EchoHandler> handler() {
        auto made = std::make_shared<EchoHandler>();
        made->light = [](const http::Request& r) { return r.path == "/light"; };
        made->serve = [this](const http::Request& r) {
            if (r.path == "/wait") {
                ++inside;
                inside.notify_all();
                open.wait();
            }
            return EchoHandler::echo(r);
        };
        return made;
    }
    void await(int requests) {
        for (int now = inside; now < requests; now = inside) inside.wait(now);
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(heads_are_limited) {
    http::Limits limits;
    limits.header_bytes = 1000;
    Loopback server(limits);
    Client client(server);
    BOOST_TEST(client.ask(get("/", "A: " + std::string(900, 'a') + "\r\n")).status == 200);
    BOOST_TEST(client.ask(get("/", "A: " + std::string(1000, 'a') + "\r\n")).status == 431);
    BOOST_TEST(client.ended());
    for (const std::string& bytes :
         {std::string(2000, 'G'), "GET /" + std::string(2000, 'a'), get("/").substr(0, 20) + std::string(2000, 'b'),
          "GET /" + std::string(600, 'a') + " HTTP/1.1\r\nHost: a\r\nA: " + std::string(600, 'a') + "\r\n\r\n"}) {
        Client other(server);
        BOOST_TEST(other.ask(bytes).status == 431, bytes.substr(0, 30));
        BOOST_TEST(other.ended());
    }
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "a:\r\n";
    Loopback wide;
    BOOST_TEST(Client(wide).ask(get("/", many)).status == 431);
}

BOOST_AUTO_TEST_CASE(bodies_are_limited) {
    http::Limits limits;
    limits.body_bytes = 1000;
    Loopback server(limits);
    Client client(server);
    BOOST_TEST(client.ask(post(std::string(1000, 'a'))).body.size() == 1013U);
    const auto answer = client.ask(post(std::string(1001, 'a')));
    BOOST_TEST(answer.body == "too large");
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(client.ended());

    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    Client chunks(server);
    BOOST_TEST(chunks.ask(head + "3e8\r\n" + std::string(1000, 'a') + "\r\n0\r\n\r\n").body.size() == 1013U);
    BOOST_TEST(chunks.ask(head + "3e8\r\n" + std::string(1000, 'a') + "\r\n1\r\na\r\n0\r\n\r\n").body == "too large");
    BOOST_TEST(chunks.ended());
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_body_too_large_is_not_lost) {
    http::Limits limits;
    limits.body_bytes = 20'000'000;
    Loopback server(limits);
    Client client(server);
    const std::string large(limits.body_bytes + 1, 'a'); // far more than sockets buffer: the server must take it
    BOOST_TEST(client.send(post(large)));
    BOOST_TEST(client.receive().body == "too large");
    client.half_close();
    BOOST_TEST(client.ended());

    Client endless(server); // but not forever
    endless.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n");
    while (endless.send(large)) {}
}

BOOST_AUTO_TEST_CASE(bodies_together_are_limited) {
    http::Limits limits;
    limits.bodies_bytes = 150'000;
    Loopback server(limits);
    Client client(server);
    BOOST_TEST(client.ask(post(std::string(150'000, 'a'))).status == 200);
    BOOST_TEST(client.ask(post(std::string(150'000, 'a'))).status == 200); // given back after each
    const auto answer = client.ask(post(std::string(150'001, 'a')));
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.header("retry-after") == "1");
    Client after(server);
    BOOST_TEST(after.ask(post(std::string(150'000, 'a'))).status == 200);
}

BOOST_AUTO_TEST_CASE(a_head_that_takes_too_long_is_answered_408) {
    http::Limits limits;
    limits.header_timeout = 20ms;
    limits.body_bytes = 1000; // bounds what is drained after the answer
    Loopback server(limits);
    Client client(server);
    const auto answer = client.ask("GET / HT");
    BOOST_TEST(answer.status == 408);
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(client.ended());

    Client drip(server); // a byte now and then does not buy more time
    while (drip.send("x")) {}
    BOOST_TEST(Client(server).ended()); // nothing was sent: nothing is said
}

BOOST_AUTO_TEST_CASE(a_body_that_takes_too_long_is_answered_408) {
    http::Limits limits;
    limits.body_timeout = 20ms;
    Loopback server(limits);
    for (const std::string head : {"Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n5\r\nha"}) {
        Client client(server);
        BOOST_TEST(client.ask("POST / HTTP/1.1\r\nHost: a\r\n" + head).status == 408);
        BOOST_TEST(client.ended());
    }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_without_a_word) {
    http::Limits limits;
    limits.idle_timeout = 20ms;
    Loopback server(limits);
    Client client(server);
    BOOST_TEST(client.ask(get("/")).status == 200);
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_cut_off) {
    http::Limits limits;
    limits.write_timeout = 20ms;
    auto handler = std::make_shared<EchoHandler>();
    const std::string large(20'000'000, 'y'); // more than sockets buffer
    handler->serve = [&](const http::Request&) { return http::Response{200, {}, large}; };
    Loopback server(limits, handler);
    Client client(server);
    client.send(get("/"));
    while (client.send("x")) {} // until the server has closed its end
    BOOST_CHECK_THROW(client.receive(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_full_queue_answers_503_at_once) {
    http::Limits limits;
    limits.workers = 2;
    limits.queue = 1;
    Gate gate;
    Loopback server(limits, gate.handler());
    Client one(server);
    Client two(server);
    one.send(get("/wait"));
    two.send(get("/wait"));
    gate.await(2);
    Client refused(server);
    // One of two further requests finds the queue's only place; which one is up to the network.
    Client queued(server);
    queued.send(get("/q"));
    refused.send(get("/q"));
    // What needs no worker is served all the while.
    BOOST_TEST(Client(server).ask(get("/light")).status == 200);
    Client third(server);
    const auto answer = third.ask(get("/q"));
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.header("retry-after") == "1");
    BOOST_TEST(answer.header("connection") == "keep-alive");
    gate.opening.set_value();
    BOOST_TEST(one.receive().status == 200);
    BOOST_TEST(two.receive().status == 200);
    const int first = queued.receive().status;
    const int second = refused.receive().status;
    BOOST_TEST(first + second == 200 + 503);
    BOOST_TEST(third.ask(get("/q")).status == 200);
}

BOOST_AUTO_TEST_CASE(connections_are_limited) {
    http::Limits limits;
    limits.connections = 2;
    Loopback server(limits);
    Client one(server);
    auto two = std::make_unique<Client>(server);
    BOOST_TEST(one.ask(get("/")).status == 200);
    BOOST_TEST(two->ask(get("/")).status == 200);
    Client three(server);
    const auto answer = three.ask(get("/"));
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.header("retry-after") == "1");
    BOOST_TEST(three.ended());
    three.close();
    two->close();
    for (int status = 503; status != 200;) status = Client(server).ask(get("/")).status; // a place becomes free
    BOOST_TEST(one.ask(get("/")).status == 200);
}

BOOST_AUTO_TEST_CASE(who_is_beyond_every_limit_is_told_and_never_reset) {
    http::Limits limits;
    limits.connections = 1;
    Loopback server(limits);
    Client one(server);
    BOOST_TEST(one.ask(get("/")).status == 200);
    std::vector<std::unique_ptr<Client>> silent; // each holds a place among those that are turned away, for a while
    for (int i = 0; i < 80; ++i) silent.push_back(std::make_unique<Client>(server));
    for (int i = 0; i < 20; ++i) {
        Client late(server);
        const auto answer = late.ask(get("/"));
        BOOST_TEST(answer.status == 503);
        BOOST_TEST(answer.header("retry-after") == "1");
    }
    BOOST_TEST(one.ask(get("/")).status == 200);
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_does_not_disturb_the_handler) {
    http::Limits limits;
    limits.workers = 1;
    Gate gate;
    Loopback server(limits, gate.handler());
    auto client = std::make_unique<Client>(server);
    client->send(get("/wait"));
    gate.await(1);
    client->close();
    Client next(server);
    next.send(get("/next"));
    gate.opening.set_value();
    BOOST_TEST(next.receive().body == "GET /next? none:"); // the only worker came back
}
