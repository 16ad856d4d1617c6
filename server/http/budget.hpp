// SPDX-License-Identifier: Apache-2.0
// Bytes that all connections hold at once, bodies of requests and answers alike. Of several lanes (projects) none may
// hold more than is still free, so that there is always room for the next one; what a connection holds alone in its
// lane may be as large as the whole allows. Lives on the event loop.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
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
            held_ += bytes;
            return budget_.add(lane_, bytes, mine());
        }
        // A text that others may hold as well: it is there once, and counts once, for as long as anybody holds it.
        bool hold(const std::shared_ptr<const std::string>& text) {
            text_ = text;
            if (budget_.texts_[text.get()]++ > 0) return true;
            return budget_.add(lane_, text->size(), mine());
        }
        bool alone() const noexcept { return budget_.held_ == mine(); } // nobody else holds anything
        void release() noexcept {
            budget_.take(lane_, std::exchange(held_, 0));
            if (!text_) return;
            if (const auto users = budget_.texts_.find(text_.get()); --users->second == 0) {
                budget_.texts_.erase(users);
                budget_.take(lane_, text_->size());
            }
            text_.reset();
        }

    private:
        std::size_t mine() const noexcept { // what goes with it
            const bool last = text_ && budget_.texts_.find(text_.get())->second == 1;
            return held_ + (last ? text_->size() : 0);
        }

        Budget& budget_;
        std::string lane_;
        std::size_t held_ = 0;
        std::shared_ptr<const std::string> text_;
    };

private:
    bool add(const std::string& lane, std::size_t bytes, std::size_t of_one) {
        auto& all = lanes_[lane];
        all += bytes;
        held_ += bytes;
        if (held_ > most_) return false;
        return !several_ || all == of_one || all <= most_ - held_;
    }
    void take(const std::string& lane, std::size_t bytes) noexcept {
        if (bytes == 0) return;
        held_ -= bytes;
        const auto found = lanes_.find(lane);
        if (found != lanes_.end() && (found->second -= bytes) == 0) lanes_.erase(found);
    }

    const std::size_t most_;
    const bool several_;
    std::size_t held_ = 0;
    std::map<std::string, std::size_t> lanes_;
    std::map<const std::string*, std::size_t> texts_; // that several may hold, and how many do
};

} // namespace schemad::http
