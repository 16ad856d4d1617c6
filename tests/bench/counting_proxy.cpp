// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/counting_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

namespace schemad::bench {

namespace {

sockaddr_in address(const std::string& host, std::uint16_t port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    inet_pton(AF_INET, host.c_str(), &a.sin_addr);
    return a;
}

struct Line {
    int client, server;
    bool server_spoke_last;
};

bool pass_on(int from, int to) noexcept {
    char bytes[1 << 16];
    const auto n = recv(from, bytes, sizeof bytes, 0);
    for (ssize_t sent = 0; sent < n;) {
        const auto more = send(to, bytes + sent, static_cast<std::size_t>(n - sent), MSG_NOSIGNAL);
        if (more < 0) return false;
        sent += more;
    }
    return n > 0;
}

} // namespace

CountingProxy::CountingProxy(const std::string& host, std::uint16_t port) : host_(host), server_port_(port) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto here = address("127.0.0.1", 0);
    socklen_t size = sizeof here;
    auto* name = reinterpret_cast<sockaddr*>(&here);
    if (listener_ < 0 || bind(listener_, name, size) || listen(listener_, 8) || getsockname(listener_, name, &size) ||
        pipe(stop_))
        throw std::runtime_error("no port to listen at");
    port_ = ntohs(here.sin_port);
    thread_ = std::thread([this] { serve(); });
}

CountingProxy::~CountingProxy() {
    close(stop_[1]);
    thread_.join();
    close(stop_[0]);
    close(listener_);
}

int CountingProxy::connect_to_server() const noexcept {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto there = address(host_, server_port_);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0) return fd;
    close(fd);
    return -1;
}

void CountingProxy::serve() noexcept {
    std::vector<Line> lines;
    for (bool going = true; going;) {
        std::vector<pollfd> fds{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const auto& l : lines) fds.push_back({l.client, POLLIN, 0}), fds.push_back({l.server, POLLIN, 0});
        if (poll(fds.data(), fds.size(), -1) < 0) continue;
        going = fds[0].revents == 0;
        for (std::size_t i = lines.size(); i-- > 0;) {
            auto& l = lines[i];
            bool open = true;
            if (fds[2 + 2 * i].revents) {
                if (l.server_spoke_last) ++round_trips_;
                l.server_spoke_last = false;
                open = pass_on(l.client, l.server);
                if (!open) --round_trips_; // it hung up
            }
            if (open && fds[3 + 2 * i].revents) {
                l.server_spoke_last = true;
                open = pass_on(l.server, l.client);
            }
            if (open) continue;
            close(l.client), close(l.server);
            lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (fds[1].revents) {
            const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), server = connect_to_server();
            const int on = 1;
            if (client >= 0) setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (client >= 0 && server >= 0) {
                lines.push_back({client, server, true});
            } else {
                close(client), close(server);
            }
        }
    }
    for (const auto& l : lines) close(l.client), close(l.server);
}

} // namespace schemad::bench
