// SPDX-License-Identifier: Apache-2.0
#include "server/ops/housekeeping.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace schemad::ops {

namespace {

constexpr std::size_t large_block = std::size_t{512} * 1024;
constexpr std::size_t worth_a_trim = 4096; // pages

std::size_t resident_pages() {
    std::ifstream statm("/proc/self/statm");
    std::size_t all = 0, resident = 0;
    statm >> all >> resident;
    return resident;
}

void give_back_free_memory() noexcept {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace

void return_large_blocks() noexcept {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, large_block); // a fixed one: by default it grows with every large block that is freed
    mallopt(M_TRIM_THRESHOLD, 2 * large_block);
#endif
}

Housekeeping::Housekeeping(std::chrono::milliseconds every, std::function<void()> drop)
    : every_(every), drop_(std::move(drop)), thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard hold(mutex_);
        end_ = true;
    }
    ended_.notify_all();
    thread_.join();
}

void Housekeeping::run() {
    std::size_t kept = 0; // resident after the last time
    std::unique_lock hold(mutex_);
    while (!ended_.wait_for(hold, every_, [this] { return end_; })) {
        hold.unlock();
        drop_();
        kept = std::min(kept, resident_pages());
        if (resident_pages() > kept + worth_a_trim) { // it looks through all heaps, so not for nothing
            give_back_free_memory();
            kept = resident_pages();
        }
        hold.lock();
    }
}

} // namespace schemad::ops
