// SPDX-License-Identifier: Apache-2.0
// What is done now and then while the server runs: what nobody asked for lately is dropped, and memory that large
// requests needed goes back to the system. Threads: one of its own, joined by the destructor.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace schemad::ops {

// Before any other thread: large blocks come from the system one by one and go back when they are freed, instead of
// staying in heaps that only grow.
void return_large_blocks() noexcept;

class Housekeeping {
public:
    // drop: throws nothing.
    Housekeeping(std::chrono::milliseconds every, std::function<void()> drop);
    ~Housekeeping();
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;

private:
    void run();
    const std::chrono::milliseconds every_;
    const std::function<void()> drop_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    std::thread thread_;
};

} // namespace schemad::ops
