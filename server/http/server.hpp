// SPDX-License-Identifier: Apache-2.0
// Listens, reads requests within limits, hands them to a Handler on a bounded worker pool, writes the answers.
// The only room that knows Beast and Asio. Threads: run() blocks; stop() may be called from any thread or a signal
// handler thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/http/message.hpp"

namespace schemad::http {

struct Limits {
    std::size_t header_bytes = std::size_t{64} * 1024;
    std::size_t body_bytes =
        std::size_t{55} * 1024 * 1024;                // as received and after inflating; above: BodyFault::too_large
    std::chrono::milliseconds header_timeout{10'000}; // first byte to end of headers
    std::chrono::milliseconds body_timeout{120'000};  // whole body
    std::chrono::milliseconds idle_timeout{5'000};    // between requests of one connection
    std::chrono::milliseconds write_timeout{120'000};
    std::size_t connections = 1024; // open at once; further ones are answered 503 and closed
    std::size_t workers = 4;        // threads for handlers
    std::size_t lane_workers = 0;   // of one lane; 0: all
    std::size_t lanes = 1;          // how many there are, beside the one of requests that belong to none
    std::size_t queue = 128;        // requests of one lane waiting for a worker; beyond: 503 + Retry-After
    std::size_t streams = 128;      // answers made while they are sent, at once; beyond: 503 + Retry-After
    std::size_t bodies_bytes =
        std::size_t{512} * 1024 * 1024;  // all bodies held at once, answers as well; beyond: 503 + Retry-After
    std::size_t early_bytes = 1'048'576; // of a body, before it is known whether its sender may send more
    std::size_t early_bodies_bytes =
        std::size_t{32} * 1024 * 1024;                 // of those together; beyond, their senders are looked at first
    std::size_t answer_bytes = std::size_t{64} * 1024; // shorter answers are not counted
};

struct Address {
    std::string host; // an IP address; "::1" without brackets
    std::uint16_t port = 0;
};

class Server {
public:
    Server(std::vector<Address> listen, Limits, std::shared_ptr<Handler>);
    ~Server();
    // Binds; throws std::system_error with the address in its text. Port 0 picks one, see addresses().
    void bind();
    std::vector<Address> addresses() const;
    // Serves until stop(): then no new connection or request is taken, what runs is finished within `grace`. After that
    // connections are closed and waiting requests dropped; a handler that still runs is waited for, never cancelled.
    // Once only; binds when bind() was not called. Throws what starting threads throws.
    void run();
    // Any number of times; a later call can only shorten the grace. Before run(): run() returns at once.
    void stop(std::chrono::milliseconds grace = std::chrono::milliseconds{30'000});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace schemad::http
