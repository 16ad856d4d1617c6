// SPDX-License-Identifier: Apache-2.0
#include "server/http/session.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "server/http/body_stream.hpp"
#include "server/http/content_encoding.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/response_head.hpp"
#include "server/http/text.hpp"

namespace schemad::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t small_read = 8 * 1024; // what an idle connection keeps
constexpr std::size_t large_read = 64 * 1024;
constexpr auto linger_pause = 2s; // without a byte from the peer
constexpr auto linger_whole = 30s;

std::string remote_address(const Socket& socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return {};
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address.to_string();
}

Response handled(Handler& handler, const Request& request) noexcept {
    try {
        return handler.handle(request);
    } catch (...) { return Response{500, {}, {}}; }
}

bool asks_to_close(const Response& response) {
    for (const auto& [name, value] : response.headers)
        if (same_word(name, "connection") && same_word(value, "close")) return true;
    return false;
}

std::string_view current_date(Hub& hub) {
    if (const auto now = std::time(nullptr); now != hub.date_second || hub.date.empty()) {
        hub.date_second = now;
        hub.date = http_date(now);
    }
    return hub.date;
}

} // namespace

Session::Session(Hub& hub, Socket socket)
    : hub_(hub), socket_(std::move(socket)), remote_ip_(remote_address(socket_)) {}

Session::~Session() { release_held(); }

void Session::enter(Phase phase, std::chrono::milliseconds limit) {
    phase_ = phase;
    expired_ = false;
    deadline_ = Clock::now() + limit;
}

void Session::check_deadline(Clock::time_point now) {
    if (now < deadline_) return;
    deadline_ = Clock::time_point::max();
    expired_ = true;
    boost::system::error_code ignored;
    if (phase_ == Phase::writing || phase_ == Phase::lingering) {
        socket_.close(ignored);
    } else {
        socket_.cancel(ignored); // the reader wakes up and can still answer 408
    }
}

void Session::stop() {
    if (phase_ == Phase::idle || phase_ == Phase::head || phase_ == Phase::lingering) close();
}

void Session::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

Task<> Session::serve() {
    for (bool fresh = true; socket_.is_open() && !hub_.stopping; fresh = false) {
        Request request;
        RequestParser parser(request, hub_.limits.header_bytes, hub_.limits.body_bytes);
        const Outcome outcome = co_await read_request(parser, request, fresh);
        if (outcome.kind == Outcome::gone) co_return;
        const bool head_only = request.method == "HEAD";
        if (outcome.kind == Outcome::refused) {
            request.body = {};
            release_held();
            co_await refuse(outcome.refusal, head_only);
            co_return;
        }
        auto response = co_await answer(request);
        request.body = {}; // not kept while a slow peer takes its answer
        release_held();
        if (!response) co_return;
        if (response->stream && hub_.streams >= hub_.limits.streams)
            response = refusal({503, "Too many streams are open"});
        const bool keep =
            keep_alive_ && !hub_.stopping && !asks_to_close(*response) && (takes_chunks_ || !response->stream);
        if (!co_await write(*response, head_only, keep)) co_return;
        if (!keep) {
            co_await linger();
            co_return;
        }
        buffer_.trim(small_read);
    }
}

Task<> Session::turn_away() { co_await refuse({503, "Too many connections"}, false); }

Task<std::size_t> Session::receive(std::size_t wanted, std::size_t most) {
    const auto room = buffer_.room(wanted, most);
    if (room.second == 0 || expired_) co_return 0;
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(room.first, room.second), as_result);
    ended_ = error == asio::error::eof;
    if (error) co_return 0;
    buffer_.commit(size);
    co_return size;
}

Session::Outcome Session::reading_failed() const {
    if (expired_) return Outcome::refuse(408, "The request did not arrive in time");
    if (ended_) return Outcome::refuse(400, "The request ended early");
    return {Outcome::gone, {}};
}

Task<Session::Outcome> Session::read_request(RequestParser& parser, Request& request, bool fresh) {
    Outcome outcome = co_await read_head(parser, fresh);
    if (outcome.kind != Outcome::taken) co_return outcome;
    Framing framing;
    if (!parser.method_known()) co_return Outcome::refuse(400, "Unknown method");
    if (!split_target(parser.target(), request)) co_return Outcome::refuse(400, "Malformed request target");
    if (const auto refused = read_framing(request, parser.minor(), framing))
        co_return Outcome{Outcome::refused, *refused};
    request.remote_ip = remote_ip_;
    keep_alive_ = parser.keep_alive();
    takes_chunks_ = parser.minor() > 0;
    if (framing.chunked || framing.length > 0) outcome = co_await read_body(parser, request, framing);
    co_return outcome;
}

Task<Session::Outcome> Session::read_head(RequestParser& parser, bool fresh) {
    enter(Phase::idle, fresh ? hub_.limits.header_timeout : hub_.limits.idle_timeout);
    std::size_t parsed = 0;
    for (;;) {
        if (phase_ == Phase::idle) {
            while (buffer_.data().starts_with("\r\n")) buffer_.consume(2); // RFC 9112 section 2.2
            if (buffer_.size() > 0) enter(Phase::head, hub_.limits.header_timeout);
        }
        if (phase_ == Phase::head) {
            BeastError error;
            const auto used = parser.put(asio::buffer(buffer_.data().data(), buffer_.size()), error);
            buffer_.consume(used);
            parsed += used;
            const bool done = !error && parser.is_header_done();
            if (done && parsed <= hub_.limits.header_bytes) co_return Outcome{};
            if (done || error == beast_http::error::header_limit || parsed + buffer_.size() >= hub_.limits.header_bytes)
                co_return Outcome::refuse(431, "The request's head is too large");
            if (error && error != beast_http::error::need_more) co_return Outcome::refuse(400, "Malformed request");
        }
        if (co_await receive(small_read, std::max(hub_.limits.header_bytes, small_read)) == 0) {
            if (phase_ == Phase::idle) co_return Outcome{Outcome::gone, {}};
            co_return reading_failed();
        }
    }
}

Task<Session::Outcome> Session::read_body(RequestParser& parser, Request& request, const Framing& framing) {
    enter(Phase::body, hub_.limits.body_timeout);
    if (framing.length > hub_.limits.body_bytes) { // also answers an Expect: the body need not be sent
        take_too_large(request);
        co_return Outcome{};
    }
    if (framing.expects_continue && buffer_.size() == 0) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
        if (error) co_return Outcome{Outcome::gone, {}};
    }
    if (framing.chunked) co_return co_await read_chunked(parser, request);
    co_return co_await read_sized(request, static_cast<std::size_t>(framing.length));
}

Task<Session::Outcome> Session::read_sized(Request& request, std::size_t length) {
    auto& body = request.body;
    body = buffer_.data().substr(0, length);
    buffer_.consume(body.size());
    for (std::size_t have = body.size(); have < length;) {
        if (have == body.size()) { // grown with what arrives: a length that is only promised costs nothing
            body.resize(std::min(length, std::max(have * 2, large_read)));
            if (!hold(body.size() - held_)) co_return Outcome::refuse(503, "Too many uploads at once");
        }
        if (expired_) co_return reading_failed();
        const auto [error, size] =
            co_await socket_.async_read_some(asio::buffer(body.data() + have, body.size() - have), as_result);
        ended_ = error == asio::error::eof;
        if (error) co_return reading_failed();
        have += size;
    }
    co_return Outcome{};
}

Task<Session::Outcome> Session::read_chunked(RequestParser& parser, Request& request) {
    parser.eager(true);
    for (;;) {
        if (buffer_.size() > 0) {
            BeastError error;
            buffer_.consume(parser.put(asio::buffer(buffer_.data().data(), buffer_.size()), error));
            if (error == beast_http::error::body_limit) {
                take_too_large(request);
                co_return Outcome{};
            }
            if (error && error != beast_http::error::need_more) co_return Outcome::refuse(400, "Malformed chunk");
            if (parser.is_done()) co_return Outcome{};
            if (request.body.size() > held_ && !hold(request.body.size() - held_))
                co_return Outcome::refuse(503, "Too many uploads at once");
        }
        if (co_await receive(large_read, large_read) == 0) {
            if (buffer_.size() >= large_read) co_return Outcome::refuse(400, "Malformed chunk");
            co_return reading_failed();
        }
    }
}

void Session::take_too_large(Request& request) {
    request.body = {};
    request.body_fault = Request::BodyFault::too_large;
    release_held();
    keep_alive_ = false; // what remains of the body is drained after the answer
}

bool Session::hold(std::size_t bytes) {
    hub_.body_bytes += bytes;
    held_ += bytes;
    return hub_.body_bytes <= hub_.limits.bodies_bytes;
}

void Session::release_held() {
    hub_.body_bytes -= held_;
    held_ = 0;
}

Task<std::optional<Response>> Session::answer(Request& request) {
    phase_ = Phase::handling;
    deadline_ = Clock::time_point::max(); // a handler is never cancelled
    const bool encoded = request.has_body && request.header("content-encoding").has_value();
    if (!encoded && hub_.handler.is_light(request)) co_return handled(hub_.handler, request);
    Response response;
    bool taken = false;
    const auto turn = co_await on_worker(request, response, taken);
    if (!taken) co_return refusal({503, "Too many requests are waiting"});
    if (turn == WorkerPool::Turn::dropped) co_return std::nullopt;
    co_return response;
}

// `request` and `response` are not touched here until the worker is done with them.
Task<WorkerPool::Turn> Session::on_worker(Request& request, Response& response, bool& taken) {
    auto start = [&](auto resume) {
        auto resumer = std::make_shared<decltype(resume)>(std::move(resume));
        auto done = [&io = hub_.io, resumer](WorkerPool::Turn turn) mutable {
            asio::post(io, [resumer = std::move(resumer), turn] { std::move (*resumer)(turn); });
        };
        auto work = [this, &request, &response] {
            try {
                undo_content_encoding(request, hub_.limits.body_bytes);
                response = handled(hub_.handler, request);
            } catch (...) { response = Response{500, {}, {}}; }
        };
        taken = hub_.pool->submit({std::move(work), done});
        if (!taken) done(WorkerPool::Turn::dropped);
    };
    static constexpr asio::use_awaitable_t<Executor> token{};
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(WorkerPool::Turn)>(start,
                                                                                                           token);
}

Response Session::refusal(const Refusal& what) const {
    Response response;
    try {
        response = hub_.handler.refusal(what.status, what.reason);
    } catch (...) { response = Response{what.status, {}, {}}; }
    if (what.status == 503) {
        const auto retry = [](const auto& header) { return same_word(header.first, "retry-after"); };
        auto& headers = response.headers;
        if (std::none_of(headers.begin(), headers.end(), retry)) headers.emplace(headers.begin(), "Retry-After", "1");
    }
    return response;
}

Task<bool> Session::write(const Response& response, bool head_only, bool keep_alive) {
    out_.clear();
    const auto end = !response.stream ? BodyEnd::length : takes_chunks_ ? BodyEnd::chunks : BodyEnd::connection;
    append_head(out_, response, current_date(hub_), keep_alive, hub_.limits.idle_timeout, end);
    enter(Phase::writing, hub_.limits.write_timeout);
    const bool bodiless = head_only || !may_have_body(response.status);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(out_),
                                                    bodiless ? asio::const_buffer() : asio::buffer(response.body)};
    const auto [error, size] = co_await asio::async_write(socket_, buffers, as_result);
    if (error || bodiless || !response.stream) co_return !error;
    co_return co_await write_stream(*response.stream, end == BodyEnd::chunks);
}

// A stream while it is sent. What wakes its session may come from any thread and outlive the session.
class Session::OpenStream {
public:
    OpenStream(Session& session, BodyStream& stream)
        : stream_(stream), waker_(std::make_shared<Waker>(session.hub_.io, session)), session_(session) {
        stream_.open([waker = waker_] {
            if (!waker->called.exchange(true)) asio::post(waker->io, [waker] { waker->arrive(); });
        });
        ++session_.hub_.streams;
    }
    ~OpenStream() {
        stream_.close();
        waker_->session = nullptr;
        --session_.hub_.streams;
    }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;

    BodyStream::Piece next() {
        waker_->called = false; // before the look, so that what comes after it is not missed
        session_.woken_ = false;
        return stream_.next();
    }

private:
    struct Waker {
        Waker(asio::io_context& loop, Session& one) : io(loop), session(&one) {}
        asio::io_context& io;
        Session* session; // touched on the loop only
        std::atomic<bool> called{false};
        void arrive() const {
            if (session) session->woken();
        }
    };
    BodyStream& stream_;
    std::shared_ptr<Waker> waker_;
    Session& session_;
};

void Session::woken() {
    woken_ = true;
    boost::system::error_code ignored;
    if (phase_ == Phase::streaming) socket_.cancel(ignored);
}

Task<bool> Session::write_stream(BodyStream& stream, bool chunked) {
    OpenStream open(*this, stream);
    asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor> rest(hub_.io);
    for (;;) {
        const auto piece = open.next();
        out_.clear();
        if (!piece.bytes.empty()) {
            char size[24];
            std::snprintf(size, sizeof size, "%zx\r\n", piece.bytes.size());
            out_ = chunked ? size + piece.bytes + "\r\n" : piece.bytes;
        }
        if (piece.last && chunked) out_ += "0\r\n\r\n";
        if (!out_.empty()) {
            enter(Phase::writing, hub_.limits.write_timeout);
            const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(out_), as_result);
            if (error) co_return false;
        }
        if (piece.last) co_return true;
        phase_ = Phase::handling; // until it is over, waking says no more than woken_
        deadline_ = Clock::time_point::max();
        rest.expires_after(stream.rest);
        co_await rest.async_wait(as_result);
        if (!socket_.is_open()) co_return false;
        if (woken_) continue;
        // a peer that is gone is noticed here; it is not read from, what it sends next is its next request
        enter(Phase::streaming, stream.patience);
        const auto [error] = co_await socket_.async_wait(Socket::wait_error, as_result);
        if (!error || !socket_.is_open()) co_return false;
        expired_ = false; // silence has its piece too
    }
}

Task<> Session::refuse(const Refusal& what, bool head_only) {
    const Response response = refusal(what);
    if (co_await write(response, head_only, false)) co_await linger();
}

// Closing with unread bytes makes the kernel reset the connection, and the peer may lose the answer it was sent. So:
// say that nothing more comes, and take what the peer still sends, within bounds.
Task<> Session::linger() {
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    const auto end = Clock::now() + linger_whole;
    const std::size_t most = hub_.limits.body_bytes + large_read;
    for (std::size_t drained = 0; drained < most && !hub_.stopping && !expired_;) {
        enter(Phase::lingering, linger_pause);
        deadline_ = std::min(deadline_, end);
        buffer_.consume(buffer_.size());
        const auto size = co_await receive(large_read, large_read);
        if (size == 0) break;
        drained += size;
    }
    close();
}

} // namespace schemad::http
