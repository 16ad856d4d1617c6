// SPDX-License-Identifier: Apache-2.0
#include "server/http/server.hpp"

#include <algorithm>
#include <csignal>
#include <optional>
#include <system_error>
#include <unordered_set>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include "server/http/session.hpp"

namespace schemad::http {
namespace {

using namespace std::chrono_literals;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

constexpr std::size_t turned_away_at_once = 64; // connections above the cap; more wait in the kernel's line
constexpr auto accept_pause = 50ms;             // when the process is out of descriptors

std::string text_of(const Address& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

[[noreturn]] void cannot_listen(const Address& address, const boost::system::error_code& error) {
    throw std::system_error(error.value(), std::system_category(), "cannot listen on " + text_of(address));
}

// Fine enough for the shortest timeout, coarse enough to cost nothing.
std::chrono::milliseconds sweep_interval(const Limits& limits) {
    const auto shortest =
        std::min({limits.header_timeout, limits.body_timeout, limits.idle_timeout, limits.write_timeout});
    return std::clamp(shortest / 8, 1ms, 250ms);
}

} // namespace

struct Server::State {
    State(std::vector<Address> addresses, Limits given, std::shared_ptr<Handler> served)
        : listen(std::move(addresses)), limits(given), handler(std::move(served)), sweep_timer(io), grace_timer(io),
          full_timer(io, Clock::time_point::max()), hub{io, limits, *handler} {}

    void bind();
    bool shares_port_with_v4(const Address&) const;
    void run();
    void begin_stop(std::chrono::milliseconds grace);
    void end_grace();
    void finish_when_empty();
    Task<> accept(Acceptor&);
    Task<> room();
    Task<> live(Socket, bool welcome);
    Task<> sweep();

    std::vector<Address> listen;
    Limits limits;
    std::shared_ptr<Handler> handler;
    std::unordered_set<Session*> sessions; // each is owned by its coroutine; declared before io, which owns those
    asio::io_context io{1};                // one thread runs it
    std::vector<Acceptor> acceptors;
    Timer sweep_timer;
    Timer grace_timer;
    Timer full_timer; // never goes off: it is cancelled when a connection ends
    std::optional<Clock::time_point> grace_end;
    bool sweeping = false;
    Hub hub;
};

void Server::State::bind() {
    for (const auto& address : listen) {
        boost::system::error_code error;
        const auto ip = asio::ip::make_address(address.host, error);
        if (error) throw std::system_error(EINVAL, std::system_category(), "cannot listen on " + text_of(address));
        const Tcp::endpoint endpoint(ip, address.port);
        Acceptor acceptor(io);
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error && ip.is_v6()) acceptor.set_option(asio::ip::v6_only(shares_port_with_v4(address)), error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) cannot_listen(address, error);
        acceptors.push_back(std::move(acceptor));
    }
}

// "::" takes IPv4 connections too, unless the same port is configured for IPv4 by itself.
bool Server::State::shares_port_with_v4(const Address& address) const {
    return std::any_of(listen.begin(), listen.end(), [&](const Address& other) {
        return other.port == address.port && other.host.find(':') == std::string::npos;
    });
}

void Server::State::run() {
    static_cast<void>(
        std::signal(SIGPIPE, SIG_IGN)); // a peer that goes away is an error code, not the end of the process
    const auto share = limits.lane_workers ? std::min(limits.lane_workers, limits.workers) : limits.workers;
    WorkerPool pool({limits.workers, share, limits.queue});
    hub.pool = &pool;
    const auto busy = asio::make_work_guard(io); // requests on workers are no work the loop knows of
    for (auto& acceptor : acceptors) asio::co_spawn(io, accept(acceptor), asio::detached);
    io.run();
    hub.pool = nullptr;
}

void Server::State::begin_stop(std::chrono::milliseconds grace) {
    hub.stopping = true;
    for (auto& acceptor : acceptors) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }
    full_timer.cancel();
    for (auto* session : sessions) session->stop();
    const auto end = Clock::now() + std::clamp<std::chrono::milliseconds>(grace, 0ms, 24h);
    if (!grace_end || end < *grace_end) {
        grace_end = end;
        grace_timer.expires_at(end);
        grace_timer.async_wait([this](const boost::system::error_code& error) {
            if (!error) end_grace();
        });
    }
    finish_when_empty();
}

void Server::State::end_grace() {
    for (auto* session : sessions) session->close();
    if (hub.pool) hub.pool->drop_waiting();
}

// Sessions end by themselves once their sockets are closed and their handlers are back.
void Server::State::finish_when_empty() {
    if (hub.stopping && sessions.empty()) io.stop();
}

// Who cannot even be turned away is not accepted: closing would be a reset, and the reason be lost.
Task<> Server::State::room() {
    while (sessions.size() >= limits.connections + turned_away_at_once && !hub.stopping)
        co_await full_timer.async_wait(as_result);
}

Task<> Server::State::accept(Acceptor& acceptor) {
    Timer pause(io);
    while (acceptor.is_open()) {
        co_await room();
        if (hub.stopping) co_return;
        auto [error, socket] = co_await acceptor.async_accept(as_result);
        if (hub.stopping) co_return;
        if (error == boost::system::errc::connection_aborted) continue;
        if (error) {
            pause.expires_after(accept_pause);
            co_await pause.async_wait(as_result);
            continue;
        }
        boost::system::error_code ignored;
        socket.set_option(Tcp::no_delay(true), ignored);
        asio::co_spawn(io, live(std::move(socket), sessions.size() < limits.connections), asio::detached);
    }
}

Task<> Server::State::live(Socket socket, bool welcome) {
    struct Registered {
        State& state;
        Session& session;
        Registered(State& s, Session& one) : state(s), session(one) { state.sessions.insert(&session); }
        ~Registered() {
            state.sessions.erase(&session);
            state.full_timer.cancel();
        }
    };
    try {
        Session session(hub, std::move(socket));
        const Registered registered(*this, session);
        if (!sweeping) {
            sweeping = true;
            asio::co_spawn(io, sweep(), asio::detached);
        }
        if (welcome) {
            co_await session.serve();
        } else {
            co_await session.turn_away();
        }
    } catch (...) { // out of memory: this connection ends, the others go on
    }
    finish_when_empty();
}

Task<> Server::State::sweep() {
    const auto interval = sweep_interval(limits);
    while (!sessions.empty()) {
        sweep_timer.expires_after(interval);
        co_await sweep_timer.async_wait(as_result);
        const auto now = Clock::now();
        for (auto* session : sessions) session->check_deadline(now);
        if (hub.pool) hub.pool->look(now);
    }
    sweeping = false; // an idle server does not wake up
}

Server::Server(std::vector<Address> listen, Limits limits, std::shared_ptr<Handler> handler)
    : state_(std::make_unique<State>(std::move(listen), limits, std::move(handler))) {}

Server::~Server() = default;

void Server::bind() { state_->bind(); }

std::vector<Address> Server::addresses() const {
    std::vector<Address> out;
    for (const auto& acceptor : state_->acceptors) {
        boost::system::error_code error;
        const auto endpoint = acceptor.local_endpoint(error);
        if (!error) out.push_back({endpoint.address().to_string(), endpoint.port()});
    }
    return out;
}

void Server::run() {
    if (state_->acceptors.empty()) state_->bind();
    state_->run();
}

void Server::stop(std::chrono::milliseconds grace) {
    asio::post(state_->io, [state = state_.get(), grace] { state->begin_stop(grace); });
}

} // namespace schemad::http
