// SPDX-License-Identifier: Apache-2.0
// Starting and stopping: what runs is finished, what idles is closed, nothing is left behind.
#include <algorithm>
#include <filesystem>
#include <future>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include "tests/unit/http/loopback.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

std::ptrdiff_t entries(const char* directory) {
    return std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator());
}

// Handlers say that they have begun and wait to be let go.
struct Held {
    std::promise<void> begun;
    std::promise<void> release;
    std::shared_ptr<EchoHandler> handler = std::make_shared<EchoHandler>();

    Held() {
        handler->serve = [this, released = release.get_future().share()](const http::Request& r) {
            if (r.path == "/hold") {
                begun.set_value();
                released.wait();
            }
            return EchoHandler::echo(r);
        };
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_running_request_is_finished) {
    Held held;
    Loopback server({}, held.handler);
    Client busy(server);
    Client idle(server);
    Client partial(server);
    BOOST_TEST(idle.ask(get("/")).status == 200);
    partial.send("GET / HT");
    busy.send(get("/hold") + get("/pipelined"));
    held.begun.get_future().wait();
    server.server.stop();
    BOOST_TEST(idle.ended()); // at once, while the other still runs
    BOOST_TEST(partial.ended());
    held.release.set_value();
    const auto answer = busy.receive();
    BOOST_TEST(answer.body == "GET /hold? none:");
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(busy.ended());
    server.join();
    BOOST_CHECK_THROW(Client(server.port), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_body_on_its_way_is_still_served) {
    Loopback server;
    Client client(server);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    BOOST_TEST(client.receive().status == 100); // the head has been taken
    Client idle(server);
    server.server.stop();
    BOOST_TEST(idle.ended());
    BOOST_TEST(client.ask("body").body == "POST /? body:body");
    server.join();
}

BOOST_AUTO_TEST_CASE(grace_ends) {
    http::Limits limits;
    limits.workers = 1;
    Held held;
    Loopback server(limits, held.handler);
    Client busy(server);
    Client waiting(server);
    Client uploading(server);
    uploading.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    BOOST_TEST(uploading.receive().status == 100);
    busy.send(get("/hold"));
    held.begun.get_future().wait();
    waiting.send(get("/waiting"));
    server.server.stop(1h);
    server.server.stop(1ms); // a second signal may hurry
    BOOST_TEST(busy.ended());
    BOOST_TEST(waiting.ended());
    BOOST_TEST(uploading.ended());
    held.release.set_value(); // the handler itself is waited for, never cancelled
    server.join();
}

BOOST_AUTO_TEST_CASE(stopping_first_is_no_start) {
    http::Server server({{"127.0.0.1", 0}}, {}, std::make_shared<EchoHandler>());
    server.bind();
    server.stop();
    server.run();
}

BOOST_AUTO_TEST_CASE(nothing_is_left_behind) {
    { Loopback warm_up; }
    const auto threads = entries("/proc/self/task");
    const auto descriptors = entries("/proc/self/fd");
    for (int i = 0; i < 3; ++i) {
        Loopback server;
        Client client(server);
        BOOST_TEST(client.ask(get("/")).status == 200);
        server.stop();
    }
    BOOST_TEST(entries("/proc/self/task") == threads);
    BOOST_TEST(entries("/proc/self/fd") == descriptors);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_named) {
    Loopback server;
    http::Server other({{"127.0.0.1", server.port}}, {}, server.handler);
    const auto names_it = [&](const std::system_error& error) {
        const std::string what = error.what();
        return what.find("127.0.0.1:" + std::to_string(server.port)) != std::string::npos &&
               error.code() == std::errc::address_in_use;
    };
    BOOST_CHECK_EXCEPTION(other.bind(), std::system_error, names_it);
    http::Server nowhere({{"localhost", 1}}, {}, server.handler);
    BOOST_CHECK_THROW(nowhere.bind(), std::system_error);
}

BOOST_AUTO_TEST_CASE(several_addresses_are_served) {
    auto handler = std::make_shared<EchoHandler>();
    http::Server server({{"127.0.0.1", 0}, {"127.0.0.2", 0}}, {}, handler);
    server.bind();
    const auto addresses = server.addresses();
    BOOST_TEST(addresses.size() == 2U);
    BOOST_TEST(addresses[1].host == "127.0.0.2");
    std::thread running([&] { server.run(); });
    BOOST_TEST(Client(addresses[0].port).ask(get("/")).status == 200);
    server.stop();
    running.join();
}
