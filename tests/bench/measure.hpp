// SPDX-License-Identifier: Apache-2.0
// Clocks and the printing of ratios, for the benches alone.
#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace schemad::bench {

enum class Clock { wall, cpu };

inline double now(Clock clock) { // milliseconds
    timespec time{};
    clock_gettime(clock == Clock::cpu ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

inline double timed(const std::function<void()>& run, Clock clock) {
    const auto start = now(clock);
    run();
    return now(clock) - start;
}

inline double middle(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return times.at(times.size() / 2);
}

// The median of n runs, in milliseconds. What runs in this process is measured in its own CPU time: a virtual machine's
// wall clock goes on while the machine does not.
inline double median(int n, const std::function<void()>& run, Clock clock = Clock::cpu) {
    std::vector<double> times;
    for (int i = 0; i < n; ++i) times.push_back(timed(run, clock));
    return middle(times);
}

inline void report(const char* what, double ours, const char* floor_name, double floor) {
    std::printf("%-46s %9.1f ms   %-44s %9.1f ms   ratio %.2f\n", what, ours, floor_name, floor, ours / floor);
    std::fflush(stdout);
}

} // namespace schemad::bench
