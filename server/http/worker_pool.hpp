// SPDX-License-Identifier: Apache-2.0
// Threads in lanes: a lane (a project) has a share of the workers and a bounded line, so that what is slow in one takes
// nothing from another. A lane with nothing running is always served, and who has run for long counts no more among the
// workers of the others. More than that is refused at once: an overload shows as 503 and not as memory and latency.
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace schemad::http {

class WorkerPool {
public:
    enum class Turn { run, dropped };
    struct Job {                    // neither may throw
        std::function<void()> work; // on a worker, unless dropped
        std::function<void(Turn)>
            done; // exactly once, when the job no longer counts; on a worker or where it was dropped
    };
    using Clock = std::chrono::steady_clock;
    struct Bounds {
        std::size_t threads = 4; // of all lanes, without those that have run for longer than `long_run`
        std::size_t share = 4;   // of one lane
        std::size_t waiting = 0; // in one lane
        Clock::duration long_run = std::chrono::seconds{1};
        Clock::duration patience =
            std::chrono::seconds{5}; // a full lane in which nothing ends for so long takes nothing
        Clock::duration longest_wait = std::chrono::seconds{30}; // in a line; who asked is gone by then, or asks again
    };

    explicit WorkerPool(Bounds); // throws std::system_error when a thread cannot start
    WorkerPool(std::size_t threads, std::size_t waiting) : WorkerPool(Bounds{threads, threads, waiting}) {}
    ~WorkerPool(); // drops what waits and joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool submit(Job job) { return submit({}, std::move(job)); }
    bool submit(const std::string& lane, Job); // false: no thread is free and the line is full; the job was not taken
    void drop_waiting();
    // Now and then: what waits in a lane where nothing goes on, or for too long, is dropped, and others get the place
    // of who takes long.
    void look(Clock::time_point now);

private:
    struct Waiting {
        Job job;
        Clock::time_point since;
    };
    struct Lane {
        std::deque<Waiting> waiting;          // oldest first
        std::list<Clock::time_point> running; // since when
        Clock::time_point moved;              // when something last began or ended
    };
    using Lanes = std::map<std::string, Lane, std::less<>>;

    bool may_start(const Lane&, Clock::time_point now) const;
    bool is_stuck(const Lane&, Clock::time_point now) const;
    Lanes::iterator next_lane(Clock::time_point now);
    void employ();
    void work(std::list<std::thread>::iterator self);
    void run_one(std::unique_lock<std::mutex>&, Lanes::iterator);
    void stop();

    const Bounds bounds_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Lanes lanes_;           // those with something waiting or running
    std::string last_lane_; // who was served last: the others come first
    std::size_t idle_ = 0;
    bool stopping_ = false;
    std::list<std::thread> threads_, ended_;
};

} // namespace schemad::http
