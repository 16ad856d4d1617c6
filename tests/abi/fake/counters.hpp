// SPDX-License-Identifier: Apache-2.0
// What the fake plugin counts, handed out as the extension "fake.counters/1".
#pragma once

#include <atomic>

struct FakeCounters {
    std::atomic<int> entries{0}, opened{0}, closed{0}, errors_released{0}, rows_released{0}, catalogs_released{0},
        scripts_released{0}, previews_released{0}, rolled_back{0}, cancelled{0};
    std::atomic<long long> params{0};
};
