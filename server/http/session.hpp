// SPDX-License-Identifier: Apache-2.0
// One connection: reads requests in turn, has them handled, writes the answers. Internal to listener.cpp and
// session*.cpp, the units that pay for Asio's headers. Everything here lives on the event loop's only thread.
#pragma once

#include <chrono>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/http/budget.hpp"
#include "server/http/framing.hpp"
#include "server/http/read_buffer.hpp"
#include "server/http/server.hpp"
#include "server/http/worker_pool.hpp"

namespace schemad::http {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type; // a concrete type: any_io_executor costs an indirection per step
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
template <class T = void> using Task = asio::awaitable<T, Executor>;
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> as_result{}; // errors as values

class RequestParser;
class LaterResponse;
inline constexpr std::size_t large_read = std::size_t{64} * 1024;

// What all sessions of a server share.
struct Hub {
    asio::io_context& io;
    const Limits& limits;
    Handler& handler;
    WorkerPool* pool = nullptr;
    bool stopping = false;
    Budget bodies{limits.bodies_bytes, limits.lanes > 1};
    Budget early{limits.early_bodies_bytes, false}; // of those, bodies whose senders nobody has looked at
    std::size_t streams = 0;                        // open, or about to be
    std::time_t date_second = 0;
    std::string date{};
};

class Session {
public:
    Session(Hub&, Socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    Task<> serve();     // until the connection is over
    Task<> turn_away(); // answers 503 without reading

    // The owner looks at the deadlines now and then: cheaper than a timer for each step of each connection.
    void check_deadline(Clock::time_point now);
    void stop();  // closes unless a request has been taken
    void close(); // in any case

private:
    enum class Phase { idle, head, body, handling, writing, streaming, lingering };
    enum class Worked { done, refused, dropped };
    class OpenStream;
    struct Waker;
    struct StreamSlot {
        explicit StreamSlot(Hub& of) : hub(of) { ++hub.streams; }
        ~StreamSlot() { --hub.streams; }
        StreamSlot(const StreamSlot&) = delete;
        StreamSlot& operator=(const StreamSlot&) = delete;
        Hub& hub;
    };
    // What came of reading: a request, nobody to answer, or something to refuse.
    struct Outcome {
        enum { taken, gone, refused } kind = taken;
        Refusal refusal{};
        static Outcome refuse(int status, std::string_view reason) { return {refused, {status, reason}}; }
    };

    void enter(Phase, std::chrono::milliseconds);
    Task<std::size_t> receive(std::size_t wanted, std::size_t most);
    Task<Outcome> read_request(RequestParser&, Request&, bool fresh);
    Task<Outcome> read_head(RequestParser&, bool fresh);
    Task<Outcome> read_body(RequestParser&, Request&, const Framing&);
    Task<Outcome> read_sized(Request&, std::size_t length);
    Task<Outcome> read_chunked(RequestParser&, Request&);
    Outcome reading_failed() const;
    Task<Outcome> make_room(Request&, std::size_t bytes, bool is_long);
    static bool goes_on(const Outcome&, const Request&);
    bool may_send(const Request&) noexcept;
    void release_held();
    bool hold_answer(const Response&);
    void take_fault(Request&, Request::BodyFault);

    Task<std::optional<Response>> answer(Request&);
    void inflate(Request&);
    Task<Worked> on_worker(std::function<void()> work);
    Task<std::optional<Response>> await_later(LaterResponse&);
    Response refusal(const Refusal&) const;
    Task<bool> write(const Response&, bool head_only, bool keep_alive);
    Task<bool> write_stream(BodyStream&, bool chunked);
    void woken();
    Task<> refuse(const Refusal&, bool head_only);
    Task<> linger();

    Hub& hub_;
    Socket socket_;
    std::string remote_ip_;
    ReadBuffer buffer_;
    std::string out_;
    Phase phase_ = Phase::idle;
    Clock::time_point deadline_ = Clock::time_point::max();
    bool expired_ = false;
    bool ended_ = false; // the peer sends nothing more
    bool keep_alive_ = true;
    bool takes_chunks_ = true; // HTTP/1.1
    bool woken_ = false;       // the stream has something
    std::string lane_;
    Handler::Sender sender_ = Handler::Sender::trusted;
    Budget::Share held_, early_;
};

} // namespace schemad::http
