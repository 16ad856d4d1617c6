// SPDX-License-Identifier: Apache-2.0
#include "server/after_apply/teller.hpp"

#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>

#include "server/client/http_peer.hpp"
#include "server/ops/log.hpp"

namespace schemad::after_apply {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_waiting = 256; // changes; beyond, the oldest is dropped: a later one says the same
constexpr int tries = 3;
constexpr auto between_tries = 2s;
constexpr std::chrono::milliseconds patience_with_a_peer = 5s, for_all_at_the_end = 3s;

std::string body_of(const Change& change) {
    boost::json::object body{{"event", "schema.applied"},
                             {"project", change.project},
                             {"by", change.by},
                             {"steps", change.steps},
                             {"left_out", change.left_out}};
    body["entry"] = change.entry ? boost::json::value(*change.entry) : boost::json::value(nullptr);
    return boost::json::serialize(body);
}

http::Request request_of(const config::AfterApply& whom, const Change& change) {
    http::Request request;
    request.method = "POST";
    request.query = whom.query;
    request.headers = {{"Content-Type", "application/json"}};
    if (whom.kind == config::AfterApply::Kind::directus) {
        request.path = "/utils/cache/clear";
        request.query = "system";
        request.body = "{}";
    } else {
        request.body = body_of(change);
    }
    return request;
}

} // namespace

Teller::Teller(std::vector<config::AfterApply> whom) : whom_(std::move(whom)), thread_([this] { run(); }) {}

Teller::~Teller() {
    {
        const std::lock_guard hold(mutex_);
        ending_ = true;
        end_ = std::chrono::steady_clock::now() + for_all_at_the_end;
    }
    come_.notify_all();
    thread_.join();
}

void Teller::tell(Change change) noexcept {
    try {
        {
            const std::lock_guard hold(mutex_);
            if (waiting_.size() == most_waiting) waiting_.pop_front();
            waiting_.push_back(std::move(change));
        }
        come_.notify_all();
    } catch (const std::exception&) { // no memory for a message
    }
}

void Teller::run() {
    std::unique_lock hold(mutex_);
    for (;;) {
        come_.wait(hold, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const auto change = std::move(waiting_.front());
        waiting_.pop_front();
        hold.unlock();
        tell_all(change);
        hold.lock();
    }
}

std::chrono::milliseconds Teller::patience(bool& last) {
    const std::lock_guard hold(mutex_);
    if (!ending_) return patience_with_a_peer;
    last = true;
    return std::chrono::duration_cast<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
}

void Teller::tell_all(const Change& change) {
    for (const auto& whom : whom_)
        for (int left = tries; left > 0; --left) {
            bool last = left == 1;
            const auto time = patience(last);
            if (tell_one(whom, change, time, last) || last) break;
            std::unique_lock hold(mutex_);
            come_.wait_for(hold, between_tries, [this] { return ending_; });
        }
}

// last: a failure is told.
bool Teller::tell_one(const config::AfterApply& whom, const Change& change, std::chrono::milliseconds patience,
                      bool last) {
    std::string failed;
    try {
        if (patience.count() <= 0) throw std::runtime_error("the process ends");
        client::HttpPeerOptions options;
        options.url = whom.url, options.token = whom.token;
        options.timeout = options.connect_timeout = patience;
        options.max_answer_bytes = 1u << 20;
        const auto answer = client::HttpPeer(options).ask(request_of(whom, change));
        if (answer.status >= 200 && answer.status < 300) {
            ops::log(ops::Level::info, "told of an apply", {{"project", change.project}, {"whom", whom.url}});
            return true;
        }
        failed = "it answered " + std::to_string(answer.status);
    } catch (const std::exception& error) { failed = error.what(); }
    if (last)
        ops::log(ops::Level::warning, "could not tell of an apply",
                 {{"project", change.project}, {"whom", whom.url}, {"reason", failed}});
    return false;
}

} // namespace schemad::after_apply
