// SPDX-License-Identifier: Apache-2.0
// Tells others that a project has changed, so that a running Directus drops what it keeps of the old model: a webhook,
// or Directus's own POST /utils/cache/clear?system. docs/beside-directus.md.
//
// An apply waits for nobody here: one thread asks one after the other, three times at most, and the log says what came
// of it. At the end of the process each that is left is asked once, for 3 s all together. Threads: tell() from any.
// Errors: none reach the caller.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "server/config/after_apply.hpp"

namespace schemad::after_apply {

struct Change {
    std::string project, by;             // by whose token; empty: nobody's
    std::optional<std::int64_t> entry{}; // of the history
    std::size_t steps = 0, left_out = 0;
};

class Teller {
public:
    explicit Teller(std::vector<config::AfterApply> whom);
    ~Teller();
    Teller(const Teller&) = delete;
    Teller& operator=(const Teller&) = delete;

    void tell(Change) noexcept;

private:
    void run();
    void tell_all(const Change&);
    // How long a peer may take now, and whether it is the last time; none: there is no time left.
    std::chrono::milliseconds patience(bool& last);
    bool tell_one(const config::AfterApply&, const Change&, std::chrono::milliseconds patience, bool last);

    const std::vector<config::AfterApply> whom_;
    std::mutex mutex_;
    std::condition_variable come_;
    std::deque<Change> waiting_;
    bool ending_ = false;
    std::chrono::steady_clock::time_point end_{}; // when nobody is asked any more
    std::thread thread_;
};

} // namespace schemad::after_apply
