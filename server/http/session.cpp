// SPDX-License-Identifier: Apache-2.0
#include "server/http/session.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

#include "server/http/content_encoding.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/text.hpp"

namespace schemad::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t small_read = std::size_t{8} * 1024; // what an idle connection keeps
constexpr auto linger_pause = 2s;                         // without a byte from the peer
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

} // namespace

Session::Session(Hub& hub, Socket socket)
    : hub_(hub), socket_(std::move(socket)), remote_ip_(remote_address(socket_)), held_(hub.bodies), early_(hub.early) {
}

Session::~Session() = default;

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
        if (response && response->later) response = co_await await_later(*std::shared_ptr(response->later));
        if (!response) co_return;
        if (response->content().size() > hub_.limits.answer_bytes && !hold_answer(*response) && !held_.alone())
            response = refusal({503, "Too many answers are waiting to be read"});
        std::optional<StreamSlot> place; // from now on, not when it opens: more may come at once
        if (response->stream && hub_.streams >= hub_.limits.streams)
            response = refusal({503, "Too many streams are open"});
        else if (response->stream)
            place.emplace(hub_);
        const bool keep =
            keep_alive_ && !hub_.stopping && !asks_to_close(*response) && (takes_chunks_ || !response->stream);
        if (!co_await write(*response, head_only, keep)) co_return;
        response.reset();
        release_held();
        if (!keep) {
            co_await linger();
            co_return;
        }
        buffer_.trim(small_read);
    }
}

bool Session::hold_answer(const Response& response) {
    return response.shared ? held_.hold(response.shared) : held_.hold(response.body.size());
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
    lane_ = hub_.handler.lane_of(request);
    held_.enter(lane_);
    sender_ = Handler::Sender::trusted;
    if (request.has_body) sender_ = hub_.handler.sender_of(request);
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

Task<std::optional<Response>> Session::answer(Request& request) {
    const bool encoded = request.has_body && request.header("content-encoding").has_value();
    if (!encoded && hub_.handler.is_light(request)) co_return handled(hub_.handler, request);
    Response response;
    const auto turn = co_await on_worker([this, &request, &response] {
        try {
            inflate(request);
            response = handled(hub_.handler, request);
        } catch (...) { response = Response{500, {}, {}}; }
    });
    if (turn == Worked::refused) co_return refusal({503, "Too many requests are waiting"});
    if (turn == Worked::dropped) co_return std::nullopt;
    co_return response;
}

// On a worker. What a few bytes blow up to is bounded as what arrives.
void Session::inflate(Request& request) {
    if (request.body_fault != Request::BodyFault::none) return; // it was not read, whoever sends it
    const bool trusted = sender_ == Handler::Sender::trusted;
    const auto most = trusted ? hub_.limits.body_bytes : std::min(hub_.limits.early_bytes, hub_.limits.body_bytes);
    const auto as_received = trusted ? std::string() : request.body;
    undo_content_encoding(request, most);
    if (trusted || request.body_fault != Request::BodyFault::too_large) return;
    request.body_fault = Request::BodyFault::withheld;
    if (sender_ != Handler::Sender::ask || !hub_.handler.may_send(request)) return;
    request.body = as_received;
    request.body_fault = Request::BodyFault::none;
    undo_content_encoding(request, hub_.limits.body_bytes);
}

// What `work` uses is not touched here until the worker is done with it.
Task<Session::Worked> Session::on_worker(std::function<void()> work) {
    phase_ = Phase::handling;
    deadline_ = Clock::time_point::max(); // a handler is never cancelled
    bool taken = false;
    auto start = [&](auto resume) {
        auto resumer = std::make_shared<decltype(resume)>(std::move(resume));
        auto done = [&io = hub_.io, resumer](WorkerPool::Turn turn) mutable {
            asio::post(io, [resumer = std::move(resumer), turn] { std::move (*resumer)(turn); });
        };
        taken = hub_.pool->submit(lane_, {std::move(work), done});
        if (!taken) done(WorkerPool::Turn::dropped);
    };
    static constexpr asio::use_awaitable_t<Executor> token{};
    const auto turn =
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void(WorkerPool::Turn)>(start, token);
    if (turn == WorkerPool::Turn::run) co_return Worked::done;
    co_return taken&& hub_.stopping ? Worked::dropped : Worked::refused;
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
