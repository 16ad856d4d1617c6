// SPDX-License-Identifier: Apache-2.0
// How a session takes a body: by its framing, as much of it as its sender may send, and as there is room for.
#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "server/http/request_parser.hpp"
#include "server/http/session.hpp"

namespace schemad::http {

Task<Session::Outcome> Session::read_body(RequestParser& parser, Request& request, const Framing& framing) {
    enter(Phase::body, hub_.limits.body_timeout);
    if (framing.length > hub_.limits.body_bytes) { // also answers an Expect: the body need not be sent
        take_fault(request, Request::BodyFault::too_large);
        co_return Outcome{};
    }
    if (framing.length > hub_.limits.early_bytes) // before a byte of it is taken
        if (const auto outcome = co_await make_room(request, 0, true); !goes_on(outcome, request)) co_return outcome;
    if (framing.expects_continue && buffer_.size() == 0) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(go_on), as_result);
        if (error) co_return Outcome{Outcome::gone, {}};
    }
    if (framing.chunked) co_return co_await read_chunked(parser, request);
    co_return co_await read_sized(request, static_cast<std::size_t>(framing.length));
}

bool Session::goes_on(const Outcome& outcome, const Request& request) {
    return outcome.kind == Outcome::taken && request.body_fault == Request::BodyFault::none;
}

// For a body of `bytes`, or one that `is_long`. Whoever sends little is not asked who he is, while few do so at once.
Task<Session::Outcome> Session::make_room(Request& request, std::size_t bytes, bool is_long) {
    using Sender = Handler::Sender;
    if (sender_ != Sender::trusted &&
        (is_long || bytes > hub_.limits.early_bytes || !early_.hold(bytes - std::min(bytes, early_.held())))) {
        bool may = false;
        if (sender_ == Sender::ask) {
            const auto worked = co_await on_worker([&] { may = may_send(request); });
            if (worked == Worked::dropped) co_return Outcome{Outcome::gone, {}};
            if (worked == Worked::refused) co_return Outcome::refuse(503, "Too many requests are waiting");
            enter(Phase::body, hub_.limits.body_timeout);
        }
        early_.release();
        if (!may) {
            take_fault(request, Request::BodyFault::withheld);
            co_return Outcome{};
        }
        sender_ = Sender::trusted;
    }
    if (bytes > held_.held() && !held_.hold(bytes - held_.held()))
        co_return Outcome::refuse(503, "Too many uploads at once");
    co_return Outcome{};
}

bool Session::may_send(const Request& request) noexcept {
    try {
        return hub_.handler.may_send(request);
    } catch (...) { return false; } // the handler tells why, when it is asked to serve it
}

Task<Session::Outcome> Session::read_sized(Request& request, std::size_t length) {
    auto& body = request.body;
    std::size_t have = std::min(buffer_.size(), length);
    if (const auto outcome = co_await make_room(request, have, false); !goes_on(outcome, request)) co_return outcome;
    body = buffer_.data().substr(0, length);
    buffer_.consume(body.size());
    while (have < length) {
        if (have == body.size()) { // grown with what arrives: a length that is only promised costs nothing
            const auto size = std::min(length, std::max(have * 2, large_read));
            if (const auto outcome = co_await make_room(request, size, false); !goes_on(outcome, request))
                co_return outcome;
            body.resize(size);
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
                take_fault(request, Request::BodyFault::too_large);
                co_return Outcome{};
            }
            if (error && error != beast_http::error::need_more) co_return Outcome::refuse(400, "Malformed chunk");
            if (const auto outcome = co_await make_room(request, request.body.size(), false);
                !goes_on(outcome, request))
                co_return outcome;
            if (parser.is_done()) co_return Outcome{};
        }
        if (co_await receive(large_read, large_read) == 0) {
            if (buffer_.size() >= large_read) co_return Outcome::refuse(400, "Malformed chunk");
            co_return reading_failed();
        }
    }
}

void Session::take_fault(Request& request, Request::BodyFault fault) {
    request.body = {};
    request.body_fault = fault;
    release_held();
    keep_alive_ = false; // what remains of the body is drained after the answer
}

void Session::release_held() {
    held_.release();
    early_.release();
}

} // namespace schemad::http
