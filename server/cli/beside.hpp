// SPDX-License-Identifier: Apache-2.0
// Work on many projects beside each other, so that what does not answer costs its time once and not once for each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

namespace schemad::cli {

// Calls work(entry) for each entry of the map, of at most 32 threads at once; returns when all are done. work: throws
// nothing; of any thread.
template <class Map, class Work> void beside_each_other(Map& entries, Work work) {
    constexpr std::size_t at_once = 32;
    std::mutex mutex;
    auto next = entries.begin();
    std::vector<std::jthread> threads; // joined at the end of this function
    for (std::size_t i = 0; i < std::min(entries.size(), at_once); ++i)
        threads.emplace_back([&] {
            for (;;) {
                std::unique_lock hold(mutex);
                if (next == entries.end()) return;
                auto& mine = *next++;
                hold.unlock();
                work(mine);
            }
        });
}

} // namespace schemad::cli
