// SPDX-License-Identifier: Apache-2.0
// Passes TCP on to a database server and counts the round trips: how often a client spoke after the server had, the
// log-in included. Knows no protocol; the client must not encrypt before it is counted.
// Threads: one of its own; the members are for any. Errors: std::runtime_error from the constructor only.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace schemad::bench {

class CountingProxy {
public:
    CountingProxy(const std::string& host, std::uint16_t port);
    ~CountingProxy();
    CountingProxy(const CountingProxy&) = delete;
    CountingProxy& operator=(const CountingProxy&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::uint64_t round_trips() const noexcept { return round_trips_; }

private:
    void serve() noexcept;
    int connect_to_server() const noexcept;

    std::string host_;
    std::uint16_t server_port_, port_ = 0;
    int listener_ = -1, stop_[2] = {-1, -1};
    std::atomic<std::uint64_t> round_trips_{0};
    std::thread thread_;
};

} // namespace schemad::bench
