// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace schemad::http {
namespace {

WorkerPool::Bounds sound(WorkerPool::Bounds bounds) {
    bounds.threads = std::max<std::size_t>(bounds.threads, 1);
    bounds.share = std::max<std::size_t>(bounds.share, 1);
    return bounds;
}

} // namespace

WorkerPool::WorkerPool(Bounds bounds) : bounds_(sound(bounds)) {
    try {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < bounds_.threads; ++i) employ();
    } catch (...) {
        stop();
        throw;
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::may_start(const Lane& lane, Clock::time_point now) const {
    if (lane.waiting.empty() || lane.running.size() >= bounds_.share) return false;
    if (lane.running.empty()) return true;
    std::size_t brisk = 0;
    for (const auto& [name, other] : lanes_)
        brisk += static_cast<std::size_t>(std::count_if(other.running.begin(), other.running.end(),
                                                        [&](auto since) { return now - since < bounds_.long_run; }));
    return brisk < bounds_.threads;
}

bool WorkerPool::is_stuck(const Lane& lane, Clock::time_point now) const {
    return lane.running.size() >= bounds_.share && now - lane.moved >= bounds_.patience;
}

bool WorkerPool::submit(const std::string& name, Job job) {
    std::list<std::thread> ended;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return false;
        const auto now = Clock::now();
        auto [lane, made] = lanes_.try_emplace(name);
        if (made) lane->second.moved = now;
        auto& waiting = lane->second.waiting;
        if (is_stuck(lane->second, now)) return false;
        if (waiting.size() + lane->second.running.size() >= bounds_.share + bounds_.waiting) return false;
        waiting.push_back({std::move(job), now});
        if (idle_ == 0 && may_start(lane->second, now)) try {
                employ();
            } catch (...) { // it waits for a thread that is there
            }
        ended.swap(ended_);
    }
    changed_.notify_one();
    for (auto& thread : ended) thread.join();
    return true;
}

void WorkerPool::drop_waiting() {
    std::vector<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        for (auto lane = lanes_.begin(); lane != lanes_.end();) {
            for (auto& one : lane->second.waiting) dropped.push_back(std::move(one.job));
            lane->second.waiting.clear();
            lane = lane->second.running.empty() ? lanes_.erase(lane) : std::next(lane);
        }
    }
    for (auto& job : dropped) job.done(Turn::dropped);
}

void WorkerPool::look(Clock::time_point now) {
    std::vector<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [name, lane] : lanes_) {
            const bool stuck = is_stuck(lane, now);
            auto& line = lane.waiting;
            for (; !line.empty() && (stuck || now - line.front().since >= bounds_.longest_wait); line.pop_front())
                dropped.push_back(std::move(line.front().job));
        }
        if (!stopping_ && idle_ == 0 && next_lane(now) != lanes_.end()) try {
                employ();
            } catch (...) { // next time
            }
    }
    changed_.notify_all(); // who has just begun to count as slow may have left a place
    for (auto& job : dropped) job.done(Turn::dropped);
}

// In turn, so that a lane that always has something waiting is no more than one of them.
WorkerPool::Lanes::iterator WorkerPool::next_lane(Clock::time_point now) {
    const auto first = lanes_.upper_bound(last_lane_);
    for (auto lane = first; lane != lanes_.end(); ++lane)
        if (may_start(lane->second, now)) return lane;
    for (auto lane = lanes_.begin(); lane != first; ++lane)
        if (may_start(lane->second, now)) return lane;
    return lanes_.end();
}

void WorkerPool::employ() {
    const auto self = threads_.emplace(threads_.end());
    ++idle_;
    try {
        *self = std::thread([this, self] { work(self); });
    } catch (...) {
        --idle_;
        threads_.erase(self);
        throw;
    }
}

void WorkerPool::run_one(std::unique_lock<std::mutex>& lock, Lanes::iterator lane) {
    last_lane_ = lane->first;
    Job job = std::move(lane->second.waiting.front().job);
    lane->second.waiting.pop_front();
    const auto begun = Clock::now();
    lane->second.moved = begun;
    const auto running = lane->second.running.insert(lane->second.running.end(), begun);
    if (idle_ == 0 && !stopping_ && next_lane(begun) != lanes_.end()) try {
            employ();
        } catch (...) { // it waits for a thread that is there
        }
    lock.unlock();
    job.work();
    lock.lock();
    // before the answer goes out: its receiver may send the next request and must find room
    lane->second.moved = Clock::now();
    lane->second.running.erase(running);
    if (lane->second.running.empty() && lane->second.waiting.empty()) lanes_.erase(lane);
    ++idle_; // as good as: what follows does not block
    lock.unlock();
    job.done(Turn::run);
    job = {}; // what the job holds is released without the lock
    lock.lock();
}

void WorkerPool::work(std::list<std::thread>::iterator self) {
    std::unique_lock lock(mutex_);
    for (;;) {
        auto lane = lanes_.end();
        changed_.wait(lock, [&] {
            lane = next_lane(Clock::now());
            return stopping_ || lane != lanes_.end() || threads_.size() > bounds_.threads;
        });
        if (lane == lanes_.end()) {
            --idle_;
            if (!stopping_) ended_.splice(ended_.end(), threads_, self); // one that others' slowness had asked for
            return;
        }
        --idle_;
        run_one(lock, lane);
    }
}

void WorkerPool::stop() {
    drop_waiting();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    // stopping_ keeps both lists as they are
    for (auto& thread : ended_) thread.join();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
    ended_.clear();
    threads_.clear();
}

} // namespace schemad::http
