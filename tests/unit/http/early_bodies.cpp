// SPDX-License-Identifier: Apache-2.0
// Who may send a long body is known before it is read; what all bodies and answers hold is bounded, lane by lane.
#include <atomic>
#include <future>

#include <boost/test/unit_test.hpp>

#include "server/http/budget.hpp"
#include "server/http/later_response.hpp"
#include "tests/unit/http/deflated.hpp"
#include "tests/unit/http/loopback.hpp"

using namespace schemad;
using namespace schemad::test;

namespace {

using Sender = http::Handler::Sender;

// "A: trusted", "A: ask" and "A: admin" (asked, and may) say who sends.
struct Judge final : EchoHandler {
    std::atomic<int> asked = 0;
    Judge() {
        serve = [](const http::Request& r) {
            if (r.body_fault == http::Request::BodyFault::withheld) return http::Response{403, {}, "withheld"};
            return echo(r);
        };
    }
    std::string lane_of(const http::Request& r) const override { return r.path; }
    Sender sender_of(const http::Request& r) const noexcept override {
        const auto who = r.header("a").value_or("");
        return who == "trusted" ? Sender::trusted : who.empty() ? Sender::anybody : Sender::ask;
    }
    bool may_send(const http::Request& r) override {
        ++asked;
        return r.header("a") == "admin";
    }
};

http::Limits small() {
    http::Limits limits;
    limits.early_bytes = 1000;
    limits.early_bodies_bytes = 1500;
    limits.body_bytes = 100'000;
    return limits;
}

std::string chunked(const std::string& body, std::string_view headers) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", body.size());
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "Transfer-Encoding: chunked\r\n\r\n" + size +
           body + "\r\n0\r\n\r\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(early_bodies)

BOOST_AUTO_TEST_CASE(only_who_may_sends_a_long_one) {
    const std::string little(1000, 'a'), much(1001, 'a');
    const struct {
        const char* headers;
        bool may;
        int asked;
    } table[] = {{"", false, 0}, {"A: trusted\r\n", true, 0}, {"A: ask\r\n", false, 1}, {"A: admin\r\n", true, 1}};
    for (const auto& row : table)
        for (const bool in_chunks : {false, true}) {
            const auto judge = std::make_shared<Judge>();
            Loopback server(small(), judge);
            const auto message = [&](const std::string& body) {
                return in_chunks ? chunked(body, row.headers) : post(body, row.headers);
            };
            Client client(server);
            BOOST_TEST(client.ask(message(little)).status == 200, row.headers);
            BOOST_TEST(judge->asked == 0);
            const auto answer = client.ask(message(much));
            BOOST_TEST(answer.status == (row.may ? 200 : 403), row.headers);
            BOOST_TEST(judge->asked == row.asked);
            if (row.may) BOOST_TEST(client.ask(get("/")).status == 200);
            if (!row.may) BOOST_TEST(answer.header("connection") == "close");
        }
}

BOOST_AUTO_TEST_CASE(a_long_one_is_refused_before_it_is_sent) {
    Loopback server(small(), std::make_shared<Judge>());
    Client client(server);
    const auto answer =
        client.ask("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    BOOST_TEST(answer.status == 403);
}

BOOST_AUTO_TEST_CASE(one_that_is_longer_than_any_says_so_whoever_sends_it) {
    for (const char* who : {"A: trusted\r\n", "A: admin\r\n", "A: ask\r\n", ""}) {
        const auto judge = std::make_shared<Judge>();
        Loopback server(small(), judge);
        BOOST_TEST(Client(server).ask(post(std::string(100'001, 'a'), who)).body == "too large", who);
        BOOST_TEST(judge->asked == 0);
    }
}

BOOST_AUTO_TEST_CASE(little_that_blows_up_is_long) {
    const auto packed = deflated(std::string(50'000, 'a'), gzip_wrapper);
    for (const auto& [headers, status] : {std::pair{"", 403}, {"A: ask\r\n", 403}, {"A: admin\r\n", 200}}) {
        Loopback server(small(), std::make_shared<Judge>());
        BOOST_TEST(Client(server).ask(post(packed, std::string(headers) + "Content-Encoding: gzip\r\n")).status ==
                   status);
    }
}

BOOST_AUTO_TEST_CASE(many_little_ones_lock_nobody_out) {
    const auto judge = std::make_shared<Judge>();
    Loopback server(small(), judge);
    std::vector<std::unique_ptr<Client>> slow;
    const std::string most(899, 'a'); // of 900
    for (int i = 0; i < 2; ++i) {
        slow.push_back(std::make_unique<Client>(server));
        slow.back()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\nExpect: 100-continue\r\n\r\n");
        slow.back()->receive();
        slow.back()->send(most);
    }
    // the second of them found no room any more and was told so; who may send is served
    BOOST_TEST(slow.back()->receive().status == 403);
    BOOST_TEST(Client(server).ask(post(std::string(900, 'a'), "A: admin\r\n")).status == 200);
    BOOST_TEST(Client(server).ask(post(std::string(50'000, 'a'), "A: trusted\r\n")).status == 200);
    slow.front()->send("a");
    BOOST_TEST(slow.front()->receive().status == 200);
}

BOOST_AUTO_TEST_CASE(a_chunk_that_says_too_much_is_answered_at_once) {
    auto limits = small();
    limits.early_bytes = limits.body_bytes;
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nA: trusted\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* size : {"186a1\r\n", "ffffffff\r\n", "7fffffffffffffff\r\n", "1\r\na\r\n186a0\r\n"}) {
        Loopback server(limits, std::make_shared<EchoHandler>());
        Client client(server);
        BOOST_TEST(client.ask(head + size).body == "too large", size);
    }
}

BOOST_AUTO_TEST_CASE(answers_that_nobody_reads_are_bounded) {
    http::Limits limits;
    limits.bodies_bytes = 30'000'000;
    limits.lanes = 2;
    const auto handler = std::make_shared<Judge>();
    handler->serve = [](const http::Request& r) {
        return http::Response{200, {}, r.path == "/small" ? "s" : std::string(8'000'000, 'x')};
    };
    Loopback server(limits, handler);
    std::vector<std::unique_ptr<Client>> readers;
    int refused = 0;
    for (int i = 0; i < 10; ++i) {
        readers.push_back(std::make_unique<Client>(server));
        readers.back()->send(get("/large"));
        refused += readers.back()->receive(true).status == 503;
    }
    BOOST_TEST(refused >= 8); // of one lane no more than is free
    BOOST_TEST(Client(server).ask(get("/small")).status == 200);
    BOOST_TEST(Client(server).ask(get("/another")).status == 200);
}

BOOST_AUTO_TEST_CASE(a_text_that_several_answers_send_is_held_once) {
    http::Limits limits;
    limits.bodies_bytes = 30'000'000;
    limits.lanes = 2;
    const auto handler = std::make_shared<Judge>();
    const auto text = std::make_shared<const std::string>(8'000'000, 'x');
    handler->serve = [&](const http::Request&) {
        http::Response response{200, {}, {}};
        response.shared = text;
        return response;
    };
    Loopback server(limits, handler);
    std::vector<std::unique_ptr<Client>> readers;
    for (int i = 0; i < 10; ++i) {
        readers.push_back(std::make_unique<Client>(server));
        readers.back()->send(get("/large"));
        BOOST_TEST(readers.back()->receive(true).status == 200);
    }
}

BOOST_AUTO_TEST_CASE(a_text_counts_until_its_last_holder_is_gone) {
    const auto text = std::make_shared<const std::string>(60, 'x');
    http::Budget budget(100, true);
    http::Budget::Share first(budget), second(budget), other(budget);
    first.enter("a"), second.enter("a"), other.enter("b");
    BOOST_TEST(first.hold(text)); // alone in its lane
    BOOST_TEST(first.alone());
    BOOST_TEST(second.hold(text));
    BOOST_TEST(!first.alone());
    first.release();
    BOOST_TEST(!other.hold(41));
    other.release();
    BOOST_TEST(second.alone());
    second.release();
    BOOST_TEST(other.hold(100));
}

BOOST_AUTO_TEST_CASE(no_lane_holds_more_than_is_free) {
    http::Budget budget(100, true);
    http::Budget::Share first(budget), second(budget), other(budget), third(budget);
    first.enter("a"), second.enter("a"), other.enter("b"), third.enter("c");
    BOOST_TEST(first.hold(90)); // alone in its lane
    first.release();
    BOOST_TEST(first.hold(40));
    BOOST_TEST(second.hold(10));
    BOOST_TEST(!second.hold(1));
    second.release();
    BOOST_TEST(other.hold(30));
    BOOST_TEST(third.hold(30));
    BOOST_TEST(!third.hold(1));
    third.release();
    http::Budget alone(100, false);
    http::Budget::Share one(alone), two(alone);
    BOOST_TEST(one.hold(60));
    BOOST_TEST(two.hold(40));
    BOOST_TEST(!two.hold(1));
}

BOOST_AUTO_TEST_SUITE_END()
