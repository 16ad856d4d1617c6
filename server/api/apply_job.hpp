// SPDX-License-Identifier: Apache-2.0
// One apply that runs by itself: how far it is, and what it answered. docs/http-api.md, "An apply that answers at
// once". Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "engine/model/left_out.hpp"
#include "engine/progress.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

// What an apply came to: the answer that its request gets, or would have got.
struct ApplyOutcome {
    http::Response response;
    LeftOuts left_out;
};

class ApplyJob final : public ApplyProgress {
public:
    enum class State { queued, running, done, failed };
    // by: who asked, as in the log.
    ApplyJob(std::string id, std::string project, std::string by);

    const std::string id, project, by;

    void entered(Phase) noexcept override;
    void reached(std::size_t done, std::size_t steps, std::string_view entity,
                 std::string_view action) noexcept override;
    void began();
    void ended(ApplyOutcome);

    struct View {
        boost::json::object document; // as GET shows it
        State state = State::queued;
        std::uint64_t version = 0; // another one after every change
        bool over() const noexcept { return state == State::done || state == State::failed; }
    };
    View view() const;
    // The answer, when it is over within that time.
    std::optional<http::Response> wait(std::chrono::milliseconds) const;

    // Called after each change, under this job's lock: it must not come back here. Not called any more once unwatch()
    // has returned.
    void watch(const void* who, std::function<void()> changed);
    void unwatch(const void* who) noexcept;

private:
    using Time = std::optional<std::chrono::system_clock::time_point>;
    void changed() noexcept;

    mutable std::mutex mutex_;
    mutable std::condition_variable over_;
    std::map<const void*, std::function<void()>> watchers_;
    std::uint64_t version_ = 1;
    State state_ = State::queued;
    std::optional<Phase> phase_;
    std::size_t step_ = 0;
    std::optional<std::size_t> steps_;
    std::string entity_, action_;
    Time asked_, started_, ended_;
    ApplyOutcome outcome_;
};

} // namespace schemad::api
