// SPDX-License-Identifier: Apache-2.0
// What a signal does. The first one lets finish what runs, within the grace; then reads are cancelled, and whoever
// still waits for a database then is waited for no longer than a moment: only an apply is. The second one ends the
// process. Threads: signalled() may come before there is a server, and from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/api/app.hpp"
#include "server/api/apply_jobs.hpp"
#include "server/http/server.hpp"

namespace schemad::cli {

class Stopper {
public:
    explicit Stopper(std::chrono::milliseconds grace) : grace_(grace) {}
    ~Stopper();
    Stopper(const Stopper&) = delete;
    Stopper& operator=(const Stopper&) = delete;

    void signalled(int number);
    void watch(const std::map<std::string, api::ProjectEntry>& projects);
    void attach(http::Server* server, api::ApplyJobs* jobs); // nullptr when they go
    void end_reads() noexcept;

private:
    void stop(std::chrono::milliseconds grace);
    void end();
    bool changing() const;

    const std::chrono::milliseconds grace_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::shared_ptr<api::ProjectService>> projects_;
    http::Server* server_ = nullptr;
    api::ApplyJobs* jobs_ = nullptr;
    int asked_ = 0;
    bool done_ = false;
    std::thread ender_;
};

} // namespace schemad::cli
