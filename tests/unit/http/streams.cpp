// SPDX-License-Identifier: Apache-2.0
// Answers that are made while they are sent.
#include <condition_variable>
#include <latch>
#include <mutex>

#include <boost/test/unit_test.hpp>

#include "server/http/body_stream.hpp"
#include "tests/unit/http/loopback.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

// Sends what a test says when it says it. Only the newest counts, as in the real one.
class Told final : public http::BodyStream {
public:
    Told() { rest = 1ms; }
    void open(std::function<void()> wake) override {
        const std::lock_guard hold(mutex_);
        wake_ = std::move(wake);
        opened_ = true;
        changed_.notify_all();
    }
    Piece next() override {
        const std::lock_guard hold(mutex_);
        ++asked_;
        changed_.notify_all();
        return {std::exchange(bytes_, {}), last_};
    }
    void close() noexcept override {
        const std::lock_guard hold(mutex_);
        wake_ = nullptr;
        closed_ = true;
        changed_.notify_all();
    }
    void say(std::string bytes, bool last = false) {
        const std::lock_guard hold(mutex_);
        bytes_ = std::move(bytes);
        last_ = last;
        if (wake_) wake_();
    }
    bool wait_closed() {
        std::unique_lock hold(mutex_);
        return changed_.wait_for(hold, 30s, [this] { return closed_; });
    }
    bool wait_asked(int times) {
        std::unique_lock hold(mutex_);
        return changed_.wait_for(hold, 30s, [&] { return asked_ >= times; });
    }
    int asked() {
        const std::lock_guard hold(mutex_);
        return asked_;
    }
    bool opened() {
        const std::lock_guard hold(mutex_);
        return opened_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::function<void()> wake_;
    std::string bytes_;
    bool last_ = false, opened_ = false, closed_ = false;
    int asked_ = 0;
};

struct Streaming {
    std::shared_ptr<Told> stream = std::make_shared<Told>();
    std::shared_ptr<EchoHandler> handler = std::make_shared<EchoHandler>();
    Streaming() {
        handler->serve = [this](const http::Request& r) {
            if (r.path != "/stream") return EchoHandler::echo(r);
            http::Response response{200, {{"Content-Type", "text/event-stream"}}, {}};
            response.stream = stream;
            return response;
        };
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(streams)

BOOST_AUTO_TEST_CASE(pieces_are_chunks_and_the_next_request_follows) {
    Streaming given;
    Loopback server({}, given.handler);
    Client client(server);
    given.stream->say("one");
    client.send(get("/stream") + get("/next"));
    const auto head = client.receive(true);
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.header("transfer-encoding") == "chunked");
    BOOST_TEST(head.header("content-length") == "(absent)");
    BOOST_TEST(head.header("connection") == "keep-alive");
    BOOST_TEST(client.until("one\r\n") == "3\r\none\r\n");
    given.stream->say("second one, longer");
    BOOST_TEST(client.until("longer\r\n") == "12\r\nsecond one, longer\r\n");
    given.stream->say("last", true);
    BOOST_TEST(client.until("\r\n0\r\n\r\n") == "4\r\nlast\r\n0\r\n\r\n");
    BOOST_TEST(given.stream->wait_closed());
    BOOST_TEST(client.receive().body == "GET /next? none:");
}

BOOST_AUTO_TEST_CASE(http_1_0_gets_it_bare_up_to_the_end) {
    Streaming given;
    Loopback server({}, given.handler);
    Client client(server);
    client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto head = client.receive(true);
    BOOST_TEST(head.header("transfer-encoding") == "(absent)");
    BOOST_TEST(head.header("content-length") == "(absent)");
    BOOST_TEST(head.header("connection") == "close");
    given.stream->say("one");
    BOOST_TEST(client.until("one") == "one");
    given.stream->say("two", true);
    BOOST_TEST(client.rest() == "two");
}

BOOST_AUTO_TEST_CASE(head_opens_no_stream) {
    Streaming given;
    Loopback server({}, given.handler);
    Client client(server);
    client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
    BOOST_TEST(client.receive(true).header("transfer-encoding") == "chunked");
    BOOST_TEST(client.receive().body == "GET /next? none:");
    BOOST_TEST(!given.stream->opened());
}

BOOST_AUTO_TEST_CASE(a_client_that_is_gone_is_noticed_without_a_word) {
    Streaming given;
    given.stream->patience = 1h;
    Loopback server({}, given.handler);
    Client client(server);
    client.send(get("/stream"));
    client.receive(true);
    given.stream->wait_asked(1);
    client.reset();
    BOOST_TEST(given.stream->wait_closed());
    given.stream->say("to nobody"); // and may still be called
    Client other(server);
    BOOST_TEST(other.ask(get("/")).status == 200);
}

BOOST_AUTO_TEST_CASE(silence_is_asked_for_its_piece) {
    Streaming given;
    given.stream->patience = 1ms;
    Loopback server({}, given.handler);
    Client client(server);
    client.send(get("/stream"));
    client.receive(true);
    BOOST_TEST(given.stream->wait_asked(3)); // nobody woke it
    given.stream->say("end", true);
    BOOST_TEST(client.until("0\r\n\r\n") == "3\r\nend\r\n0\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_costs_one_piece_and_then_its_connection) {
    Streaming given;
    http::Limits limits;
    limits.write_timeout = 300ms;
    Loopback server(limits, given.handler);
    Client client(server);
    given.stream->say(std::string(64u << 20, 'x')); // more than the kernel takes
    client.send(get("/stream"));
    given.stream->wait_asked(1);
    for (int i = 0; i < 1000; ++i) given.stream->say(std::to_string(i));
    BOOST_TEST(given.stream->wait_closed());
    BOOST_TEST(given.stream->asked() == 1);
}

BOOST_AUTO_TEST_CASE(many_woken_at_once_and_the_bound) {
    Streaming given;
    std::vector<std::shared_ptr<Told>> all;
    std::mutex mutex;
    given.handler->serve = [&](const http::Request&) {
        const std::lock_guard hold(mutex);
        http::Response response;
        response.stream = all.emplace_back(std::make_shared<Told>());
        return response;
    };
    http::Limits limits;
    limits.streams = 20;
    Loopback server(limits, given.handler);
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < limits.streams; ++i) {
        clients.push_back(std::make_unique<Client>(server));
        clients.back()->send(get("/stream"));
        BOOST_TEST(clients.back()->receive(true).status == 200);
    }
    Client refused(server);
    const auto answer = refused.ask(get("/stream"));
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.header("retry-after") == "1");
    std::thread talker([&] {
        for (int i = 0; i < 200; ++i)
            for (std::size_t s = 0; s < limits.streams; ++s) all[s]->say("word");
        for (std::size_t s = 0; s < limits.streams; ++s) all[s]->say("end", true);
    });
    for (auto& client : clients) BOOST_TEST(client->until("0\r\n\r\n").ends_with("3\r\nend\r\n0\r\n\r\n"));
    talker.join();
    all[0]->wait_closed();
    for (std::size_t s = 1; s < limits.streams; ++s) all[s]->wait_closed();
    clients[0]->send(get("/stream")); // there is room again
    BOOST_TEST(clients[0]->receive(true).status == 200);
    server.stop(1ms);
}

BOOST_AUTO_TEST_CASE(the_bound_holds_for_many_at_the_same_moment) {
    Streaming given;
    std::vector<std::shared_ptr<Told>> all;
    std::mutex mutex;
    std::latch everybody(8);
    given.handler->serve = [&](const http::Request&) {
        everybody.arrive_and_wait(); // so that all of them are answered at once
        const std::lock_guard hold(mutex);
        http::Response response;
        response.stream = all.emplace_back(std::make_shared<Told>());
        return response;
    };
    http::Limits limits;
    limits.streams = 3;
    limits.workers = 8;
    Loopback server(limits, given.handler);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<Client>(server));
        clients.back()->send(get("/stream"));
    }
    int taken = 0;
    for (auto& client : clients) taken += client->receive(true).status == 200;
    BOOST_TEST(taken == 3);
    server.stop(1ms);
}

BOOST_AUTO_TEST_CASE(stopping_lets_a_stream_finish_within_the_grace) {
    Streaming given;
    Loopback server({}, given.handler);
    Client client(server);
    Client idle(server);
    BOOST_TEST(idle.ask(get("/")).status == 200);
    client.send(get("/stream"));
    client.receive(true);
    server.server.stop(1h);
    BOOST_TEST(idle.ended()); // the stop has arrived
    given.stream->say("end", true);
    BOOST_TEST(client.rest() == "3\r\nend\r\n0\r\n\r\n");
    server.join();
}

BOOST_AUTO_TEST_CASE(the_end_of_the_grace_ends_it) {
    Streaming given;
    given.stream->patience = 1h;
    Loopback server({}, given.handler);
    Client client(server);
    client.send(get("/stream"));
    client.receive(true);
    server.stop(1ms);
    BOOST_TEST(client.rest().empty()); // without the last chunk: nobody takes it for the whole
    BOOST_TEST(given.stream->wait_closed());
    given.stream->say("after the server");
}

BOOST_AUTO_TEST_SUITE_END()
