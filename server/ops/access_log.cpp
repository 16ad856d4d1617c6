// SPDX-License-Identifier: Apache-2.0
#include "server/ops/access_log.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <utility>

#include "server/http/later_response.hpp"
#include "server/ops/log.hpp"

namespace schemad::ops {
namespace {

using Clock = std::chrono::steady_clock;

class AccessLog final : public http::Handler {
public:
    explicit AccessLog(std::shared_ptr<http::Handler> inner) : inner_(std::move(inner)) {}

    http::Response handle(const http::Request& request) override {
        const auto level = inner_->is_light(request) ? Level::debug : Level::info;
        if (!logs(level)) return inner_->handle(request);
        const auto start = Clock::now();
        auto response = inner_->handle(request);
        const auto tell = [=, method = request.method, path = request.path,
                           from = request.remote_ip](const http::Response& answered) {
            const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
            const auto ms = std::to_string(spent.count() / 1000) + "." + std::to_string(spent.count() / 100 % 10);
            log(level, "request",
                {{"method", method},
                 {"path", path},
                 {"status", answered.status},
                 {"bytes", answered.content().size()},
                 {"ms", ms},
                 {"from", from}});
        };
        if (response.later)
            response.later->finishing.emplace_back(tell);
        else
            tell(response);
        return response;
    }

    std::string lane_of(const http::Request& request) const override { return inner_->lane_of(request); }
    Sender sender_of(const http::Request& request) const noexcept override { return inner_->sender_of(request); }
    bool may_send(const http::Request& request) override { return inner_->may_send(request); }

    bool is_light(const http::Request& request) const noexcept override { return inner_->is_light(request); }

    http::Response refusal(int status, std::string_view reason) const override {
        const auto second = std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count();
        const auto count = refused_.fetch_add(1, std::memory_order_relaxed) + 1;
        auto last = told_.load(std::memory_order_relaxed);
        if (second != last && told_.compare_exchange_strong(last, second, std::memory_order_relaxed)) {
            refused_.fetch_sub(count, std::memory_order_relaxed);
            log(Level::warning, "refused", {{"status", status}, {"reason", reason}, {"requests", count}});
        }
        return inner_->refusal(status, reason);
    }

private:
    std::shared_ptr<http::Handler> inner_;
    mutable std::atomic<std::int64_t> refused_{0}; // since it was last told
    mutable std::atomic<std::int64_t> told_{-1};   // the second of that
};

} // namespace

std::shared_ptr<http::Handler> with_access_log(std::shared_ptr<http::Handler> inner) {
    return std::make_shared<AccessLog>(std::move(inner));
}

} // namespace schemad::ops
