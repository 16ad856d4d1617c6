// SPDX-License-Identifier: Apache-2.0
// What /server/info tells somebody without a token. Such a request never opens a connection itself: one look at a time
// is under way for all of them, on a thread of its own; who asks waits a moment for it and then takes what was last
// seen. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <boost/json/object.hpp>

#include "server/api/project_service.hpp"

namespace schemad::api {

struct PublicFacts {
    boost::json::object settings; // the row of directus_settings, or empty
    bool has_users = false;
};
PublicFacts public_facts_of(ProjectService&); // asks the database

class PublicInfo {
public:
    explicit PublicInfo(std::shared_ptr<ProjectService>);
    ~PublicInfo(); // waits for the look that is under way
    PublicInfo(const PublicInfo&) = delete;
    PublicInfo& operator=(const PublicInfo&) = delete;

    // As it is now, where the database answers within a moment; else as it was when it last did. Throws what the last
    // look threw, or SERVICE_UNAVAILABLE while the first is under way.
    PublicFacts get();

private:
    using Clock = std::chrono::steady_clock;
    void look() noexcept;

    const std::shared_ptr<ProjectService> project_;
    std::mutex mutex_;
    std::condition_variable seen_;
    bool looking_ = false;
    Clock::time_point began_;
    std::optional<PublicFacts> facts_;
    std::exception_ptr fault_; // of the last look
    std::thread thread_;
};

} // namespace schemad::api
