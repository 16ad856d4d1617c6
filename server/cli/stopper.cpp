// SPDX-License-Identifier: Apache-2.0
#include "server/cli/stopper.hpp"

#include <cstdlib>

#include <signal.h>

#include "server/ops/log.hpp"

namespace schemad::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto after_grace = 3s;     // for what was cancelled to come back
constexpr auto after_second = 300ms; // for an orderly end, where nothing is waited for

// The threads that wait for a database have nothing to put in order that a power cut would not, too.
[[noreturn]] void leave(const char* why) {
    ops::log(ops::Level::warning, why);
    std::_Exit(0);
}

} // namespace

Stopper::~Stopper() {
    {
        const std::lock_guard hold(mutex_);
        done_ = true;
    }
    changed_.notify_all();
    if (ender_.joinable()) ender_.join();
}

void Stopper::signalled(int number) {
    if (number != SIGTERM && number != SIGINT && number != SIGQUIT)
        return ops::log(ops::Level::warning, "a signal that means nothing here", {{"number", number}});
    const std::lock_guard hold(mutex_);
    ++asked_;
    ops::log(ops::Level::info, asked_ > 1 ? "stopping now" : "stopping: what runs is finished first");
    stop(asked_ > 1 ? 0ms : grace_); // the second signal waits for nobody
    if (!ender_.joinable()) ender_ = std::thread([this] { end(); });
    changed_.notify_all();
}

void Stopper::end() {
    std::unique_lock hold(mutex_);
    const auto over = [this] { return done_ || asked_ > 1; };
    changed_.wait_for(hold, grace_, over);
    if (!done_ && asked_ == 1) {
        hold.unlock();
        end_reads();
        hold.lock();
        for (auto quiet = 0s; !over() && quiet < after_grace;) {
            changed_.wait_for(hold, 1s, over);
            quiet = changing() ? 0s : quiet + 1s;
        }
        if (!over()) leave("ended without what still waits for a database");
        changed_.wait(hold, over);
    }
    if (!changed_.wait_for(hold, after_second, [this] { return done_; }))
        leave("ended at once: an apply that ran is settled by the next start");
}

void Stopper::end_reads() noexcept {
    std::vector<std::thread> threads; // one that does not answer does not keep the others
    for (const auto& project : projects_) try {
            threads.emplace_back([project] { project->end_reads(); });
        } catch (...) { project->end_reads(); }
    for (auto& thread : threads) thread.join();
}

bool Stopper::changing() const {
    for (const auto& project : projects_)
        if (project->changing()) return true;
    return false;
}

void Stopper::watch(const std::map<std::string, api::ProjectEntry>& projects) {
    const std::lock_guard hold(mutex_);
    for (const auto& [name, entry] : projects) projects_.push_back(entry.service);
}

void Stopper::attach(http::Server* server, api::ApplyJobs* jobs) {
    const std::lock_guard hold(mutex_);
    server_ = server;
    jobs_ = jobs;
    if (asked_ > 0) stop(grace_);
}

void Stopper::stop(std::chrono::milliseconds grace) {
    if (jobs_) jobs_->stop(grace);
    if (server_) server_->stop(grace);
}

} // namespace schemad::cli
