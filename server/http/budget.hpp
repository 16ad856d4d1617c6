// SPDX-License-Identifier: Apache-2.0
// Bytes that all connections hold at once, bodies of requests and answers alike. Of several lanes (projects) none may
// hold more than is still free, so that there is always room for the next one; what a connection holds alone in its
// lane may be as large as the whole allows. Lives on the event loop.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace schemad::http {

class Budget {
public:
    Budget(std::size_t most, bool several_lanes) : most_(most), several_(several_lanes) {}

    class Share { // what one connection holds
    public:
        explicit Share(Budget& budget) : budget_(budget) {}
        ~Share() { release(); }
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        std::size_t held() const noexcept { return held_; }
        void enter(const std::string& lane) { // before anything is held
            release();
            lane_ = lane;
        }
        // False: too much; what was asked for is counted all the same until release(), as it is there.
        bool hold(std::size_t bytes) {
            auto& all = budget_.lanes_[lane_];
            held_ += bytes;
            all += bytes;
            budget_.held_ += bytes;
            if (budget_.held_ > budget_.most_) return false;
            return !budget_.several_ || all == held_ || all <= budget_.most_ - budget_.held_;
        }
        bool alone() const noexcept { return budget_.held_ == held_; } // nobody else holds anything
        void release() noexcept {
            if (held_ == 0) return;
            budget_.held_ -= held_;
            const auto lane = budget_.lanes_.find(lane_);
            if (lane != budget_.lanes_.end() && (lane->second -= held_) == 0) budget_.lanes_.erase(lane);
            held_ = 0;
        }

    private:
        Budget& budget_;
        std::string lane_;
        std::size_t held_ = 0;
    };

private:
    const std::size_t most_;
    const bool several_;
    std::size_t held_ = 0;
    std::map<std::string, std::size_t> lanes_;
};

} // namespace schemad::http
