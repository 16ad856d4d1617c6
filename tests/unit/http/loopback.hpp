// SPDX-License-Identifier: Apache-2.0
// A server on a free port of the loopback device, and a client that speaks bytes.
#pragma once

#include <algorithm>
#include <cerrno>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/server.hpp"
#include "server/http/text.hpp"

namespace schemad::test {

using namespace std::chrono_literals;

// Answers with what it saw, unless a test gives it something else to do.
class EchoHandler : public http::Handler {
public:
    std::function<http::Response(const http::Request&)> serve = [](const http::Request& r) { return echo(r); };
    std::function<bool(const http::Request&)> light = [](const http::Request&) { return false; };

    static http::Response echo(const http::Request& r) {
        using Fault = http::Request::BodyFault;
        std::string text = r.method + ' ' + r.path + '?' + r.query + (r.has_body ? " body:" : " none:") + r.body;
        if (r.body_fault == Fault::too_large) text = "too large";
        if (r.body_fault == Fault::unsupported_encoding) text = "unsupported " + r.body_fault_detail;
        if (r.body_fault == Fault::corrupt_encoding) text = "corrupt " + r.body_fault_detail;
        return {200, {{"Content-Type", "text/plain"}}, std::move(text)};
    }
    http::Response handle(const http::Request& request) override { return serve(request); }
    bool is_light(const http::Request& request) const noexcept override { return light(request); }
    http::Response refusal(int status, std::string_view reason) const override {
        return {status, {{"Content-Type", "text/plain"}}, std::string(reason)};
    }
};

// Runs until it goes out of scope; then everything it started must be gone.
class Loopback {
public:
    explicit Loopback(http::Limits limits = {}, std::shared_ptr<EchoHandler> given = std::make_shared<EchoHandler>())
        : handler(std::move(given)), server({{"127.0.0.1", 0}}, limits, handler) {
        server.bind();
        port = server.addresses().at(0).port;
        thread_ = std::thread([this] { server.run(); });
    }
    ~Loopback() { stop(); }

    void stop(std::chrono::milliseconds grace = 10s) {
        server.stop(grace);
        join();
    }
    void join() {
        if (thread_.joinable()) thread_.join();
    }

    std::shared_ptr<EchoHandler> handler;
    http::Server server;
    std::uint16_t port = 0;

private:
    std::thread thread_;
};

struct Answer {
    int status = 0;
    http::Headers headers;
    std::string body;

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers)
            if (http::same_word(key, name)) return value;
        return "(absent)";
    }
    std::string names() const {
        std::string out;
        for (const auto& header : headers) out += header.first + ' ';
        return out;
    }
};

class Client {
public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{30, 0}; // a server that does not react fails the test instead of hanging it
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("cannot connect");
    }
    explicit Client(const Loopback& to) : Client(to.port) {}
    ~Client() { close(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // False when the server has closed meanwhile.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    void half_close() { ::shutdown(socket_, SHUT_WR); }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    // The next answer; throws when the connection ends before it is complete.
    Answer receive(bool to_head = false) {
        std::size_t end = 0;
        while ((end = pending_.find("\r\n\r\n")) == std::string::npos) more();
        Answer answer;
        std::string_view head = std::string_view(pending_).substr(0, end);
        answer.status = std::stoi(std::string(head.substr(head.find(' ') + 1, 3)));
        for (auto line = head.find("\r\n"); line != std::string_view::npos;) {
            head.remove_prefix(line + 2);
            line = head.find("\r\n");
            const auto text = head.substr(0, line);
            const auto colon = text.find(": ");
            answer.headers.emplace_back(text.substr(0, colon), text.substr(colon + 2));
        }
        pending_.erase(0, end + 4);
        if (const auto length = answer.header("content-length"); length != "(absent)" && !to_head) {
            const auto size = std::stoul(length);
            while (pending_.size() < size) more();
            answer.body = pending_.substr(0, size);
            pending_.erase(0, size);
        }
        return answer;
    }
    // The bytes up to and with these; throws when the connection ends before.
    std::string until(std::string_view end) {
        while (pending_.find(end) == std::string::npos) more();
        auto bytes = pending_.substr(0, pending_.find(end) + end.size());
        pending_.erase(0, bytes.size());
        return bytes;
    }
    // What comes before the connection's end.
    std::string rest() {
        char bytes[4096];
        for (ssize_t n = 0; (n = ::recv(socket_, bytes, sizeof bytes, 0)) > 0;)
            pending_.append(bytes, static_cast<std::size_t>(n));
        return std::exchange(pending_, {});
    }
    // Ends the connection without a farewell.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }
    Answer ask(std::string_view bytes) {
        send(bytes);
        return receive();
    }
    // True when the server ends the connection without sending anything further; a reset counts.
    bool ended() {
        if (!pending_.empty()) return false;
        char byte = 0;
        const auto n = ::recv(socket_, &byte, 1, 0);
        return n == 0 || (n < 0 && errno == ECONNRESET);
    }

private:
    void more() {
        char bytes[16384];
        const auto n = ::recv(socket_, bytes, sizeof bytes, 0);
        if (n <= 0) throw std::runtime_error("the connection ended within an answer: " + pending_);
        pending_.append(bytes, static_cast<std::size_t>(n));
    }

    int socket_;
    std::string pending_;
};

inline std::string get(std::string_view path, std::string_view headers = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n";
}

inline std::string post(std::string_view body, std::string_view headers = "") {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

} // namespace schemad::test
