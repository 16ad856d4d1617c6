// SPDX-License-Identifier: Apache-2.0
// The applies that run by themselves, on threads of their own, so that they go on when their clients are gone. Those of
// a project run one after the other. How many run or wait is bounded; of those that are over the newest are kept.
// Thread-safe. Ownership: its end waits for what runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "server/api/apply_job.hpp"

namespace schemad::api {

class ApplyJobs {
public:
    using Work = std::function<ApplyOutcome(ApplyProgress&)>; // must not throw
    explicit ApplyJobs(std::size_t most = 16, std::size_t kept = 64);
    ~ApplyJobs(); // as stop(0) and finish()
    ApplyJobs(const ApplyJobs&) = delete;
    ApplyJobs& operator=(const ApplyJobs&) = delete;

    // Null: too many run or wait, or the server is about to stop. Throws when there is no thread or no randomness.
    std::shared_ptr<ApplyJob> start(const std::string& project, const std::string& by, Work);
    // The same at once, for somebody who waits for it: find() does not know it, and it does not wait for others here.
    std::shared_ptr<ApplyJob> start_now(const std::string& project, const std::string& by, Work);
    // Null: that project never had it, or it ended so long ago that it was forgotten.
    std::shared_ptr<ApplyJob> find(const std::string& id, const std::string& project) const;

    // Those that have not begun by then end as dropped; one that runs is never cancelled. A later call can only shorten
    // the grace.
    void stop(std::chrono::milliseconds grace);
    // Takes no more, and waits for all there are.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        std::shared_ptr<ApplyJob> job;
        Work work;
    };
    struct Line { // of a project
        std::deque<Waiting> waiting;
        std::thread thread;
        bool active = false; // the thread will look at `waiting` again
    };
    void run(Line&) noexcept;
    void forget();
    void run_now(const std::shared_ptr<ApplyJob>&, Work, std::list<std::thread>::iterator) noexcept;

    const std::size_t most_, kept_;
    mutable std::mutex mutex_;
    std::map<std::string, Line> lines_; // none is ever taken out
    std::map<std::string, std::shared_ptr<ApplyJob>> jobs_;
    std::deque<std::string> over_; // oldest first
    std::size_t unfinished_ = 0;
    std::map<std::string, std::size_t> now_; // how many of a project run at once
    std::list<std::thread> running_, ended_; // those
    std::condition_variable none_runs_;
    Clock::time_point stop_at_ = Clock::time_point::max();
    bool closed_ = false;
};

} // namespace schemad::api
