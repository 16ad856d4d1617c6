// SPDX-License-Identifier: Apache-2.0
// How a session sends: an answer, one that is made while it is sent, one that is not there yet.
#include <array>
#include <atomic>
#include <cstdio>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "server/http/body_stream.hpp"
#include "server/http/later_response.hpp"
#include "server/http/response_head.hpp"
#include "server/http/session.hpp"

namespace schemad::http {
namespace {

std::string_view current_date(Hub& hub) {
    if (const auto now = std::time(nullptr); now != hub.date_second || hub.date.empty()) {
        hub.date_second = now;
        hub.date = http_date(now);
    }
    return hub.date;
}

} // namespace

Task<bool> Session::write(const Response& response, bool head_only, bool keep_alive) {
    out_.clear();
    const auto end = !response.stream ? BodyEnd::length : takes_chunks_ ? BodyEnd::chunks : BodyEnd::connection;
    append_head(out_, response, current_date(hub_), keep_alive, hub_.limits.idle_timeout, end);
    enter(Phase::writing, hub_.limits.write_timeout);
    const bool bodiless = head_only || !may_have_body(response.status);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(out_),
                                                    bodiless ? asio::const_buffer() : asio::buffer(response.content())};
    const auto [error, size] = co_await asio::async_write(socket_, buffers, as_result);
    if (error || bodiless || !response.stream) co_return !error;
    co_return co_await write_stream(*response.stream, end == BodyEnd::chunks);
}

// What wakes a session may come from any thread and outlive the session.
struct Session::Waker {
    Waker(asio::io_context& loop, Session& one) : io(loop), session(&one) {}
    asio::io_context& io;
    Session* session; // touched on the loop only
    std::atomic<bool> called{false};

    static std::function<void()> waking(const std::shared_ptr<Waker>& waker) {
        return [waker] {
            if (waker->called.exchange(true)) return;
            asio::post(waker->io, [waker] {
                if (waker->session) waker->session->woken();
            });
        };
    }
    void look() { // before it, so that what comes after it is not missed
        called = false;
        session->woken_ = false;
    }
};

// A stream while it is sent.
class Session::OpenStream {
public:
    OpenStream(Session& session, BodyStream& stream)
        : stream_(stream), waker_(std::make_shared<Waker>(session.hub_.io, session)) {
        stream_.open(Waker::waking(waker_));
    }
    ~OpenStream() {
        stream_.close();
        waker_->session = nullptr;
    }
    OpenStream(const OpenStream&) = delete;
    OpenStream& operator=(const OpenStream&) = delete;

    BodyStream::Piece next() {
        waker_->look();
        return stream_.next();
    }

private:
    BodyStream& stream_;
    std::shared_ptr<Waker> waker_;
};

// Nothing: the peer is gone, or the server ends. What was asked for goes on.
Task<std::optional<Response>> Session::await_later(LaterResponse& later) {
    struct Open {
        LaterResponse& later;
        std::shared_ptr<Waker> waker;
        Open(LaterResponse& what, std::shared_ptr<Waker> who) : later(what), waker(std::move(who)) {
            later.open(Waker::waking(waker));
        }
        ~Open() {
            later.close();
            waker->session = nullptr;
        }
        Open(const Open&) = delete;
        Open& operator=(const Open&) = delete;
    };
    const Open open(later, std::make_shared<Waker>(hub_.io, *this));
    const auto end = Clock::now() + later.patience;
    for (;;) {
        open.waker->look();
        if (auto answer = later.answer()) co_return later.finished(std::move(*answer));
        if (Clock::now() >= end) co_return later.finished(later.late());
        phase_ = Phase::streaming;
        expired_ = false;
        deadline_ = end;
        const auto [error] = co_await socket_.async_wait(Socket::wait_error, as_result);
        phase_ = Phase::handling;
        deadline_ = Clock::time_point::max();
        if (!error || !socket_.is_open()) co_return std::nullopt;
    }
}

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
            static_cast<void>(std::snprintf(size, sizeof size, "%zx\r\n", piece.bytes.size()));
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

} // namespace schemad::http
