// SPDX-License-Identifier: Apache-2.0
#include "server/http/worker_pool.hpp"

#include <algorithm>
#include <utility>

namespace schemad::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t waiting) {
    threads = std::max<std::size_t>(threads, 1);
    most_ = threads + waiting;
    threads_.reserve(threads);
    try {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    } catch (...) {
        stop();
        throw;
    }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || jobs_.size() + busy_ >= most_) return false;
        jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

void WorkerPool::drop_waiting() {
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(jobs_);
    }
    for (auto& job : dropped) job.done(Turn::dropped);
}

void WorkerPool::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
        if (jobs_.empty()) return;
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        ++busy_;
        lock.unlock();
        job.work();
        lock.lock();
        --busy_; // before the answer goes out: its receiver may send the next request and must find room
        lock.unlock();
        job.done(Turn::run);
        job = {}; // what the job holds is released without the lock
        lock.lock();
    }
}

void WorkerPool::stop() {
    drop_waiting();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

} // namespace schemad::http
