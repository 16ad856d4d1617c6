// SPDX-License-Identifier: Apache-2.0
// Tells others that a project has changed, so that a running Directus drops what it keeps of the old model: a webhook,
// or Directus's own POST /utils/cache/clear?system. docs/beside-directus.md.
//
// An apply waits for nobody here: one thread asks one after the other, three times at most, and the log says what came
// of it. At the end of the process each that is left is asked once. Threads: tell() from any. Errors: none reach the
// caller.
#pragma once

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
    bool tell_one(const config::AfterApply&, const Change&, bool last);

    const std::vector<config::AfterApply> whom_;
    std::mutex mutex_;
    std::condition_variable come_;
    std::deque<Change> waiting_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace schemad::after_apply
