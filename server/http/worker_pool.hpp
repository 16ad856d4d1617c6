// SPDX-License-Identifier: Apache-2.0
// A fixed number of threads and a bounded number of waiting jobs: more work than that is refused at once, so that an
// overload shows as 503 and not as memory and latency. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace schemad::http {

class WorkerPool {
public:
    enum class Turn { run, dropped };
    struct Job {                    // neither may throw
        std::function<void()> work; // on a worker, unless dropped
        std::function<void(Turn)>
            done; // exactly once, when the job no longer counts; on a worker or where it was dropped
    };

    WorkerPool(std::size_t threads, std::size_t waiting); // throws std::system_error when a thread cannot start
    ~WorkerPool();                                        // drops what waits and joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool submit(Job); // false: no thread is free and the queue is full; the job was not taken
    void drop_waiting();

private:
    void work();
    void stop();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_;
    std::size_t busy_ = 0;
    std::size_t most_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace schemad::http
