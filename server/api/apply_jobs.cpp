// SPDX-License-Identifier: Apache-2.0
#include "server/api/apply_jobs.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/api/error_envelope.hpp"
#include "server/auth/random_token.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {

ApplyJobs::ApplyJobs(std::size_t most, std::size_t kept) : most_(most), kept_(kept) {}

ApplyJobs::~ApplyJobs() {
    stop(std::chrono::milliseconds{0});
    finish();
}

std::shared_ptr<ApplyJob> ApplyJobs::start(const std::string& project, const std::string& by, Work work) {
    auto job = std::make_shared<ApplyJob>(auth::random_token(), project, by);
    const std::lock_guard hold(mutex_);
    if (closed_ || Clock::now() >= stop_at_) return nullptr;
    auto& line = lines_[project];
    if (unfinished_ >= most_ && (most_ == 0 || line.active)) return nullptr; // one without any always gets one
    jobs_[job->id] = job;
    line.waiting.push_back({job, std::move(work)});
    if (!line.active) {
        if (line.thread.joinable()) line.thread.join(); // it was done with everything when it said so
        try {
            line.thread = std::thread([this, &line] { run(line); });
        } catch (...) {
            line.waiting.pop_back();
            jobs_.erase(job->id);
            throw;
        }
        line.active = true;
    }
    ++unfinished_;
    return job;
}

std::shared_ptr<ApplyJob> ApplyJobs::start_now(const std::string& project, const std::string& by, Work work) {
    auto job = std::make_shared<ApplyJob>(std::string(), project, by);
    std::list<std::thread> ended;
    {
        const std::lock_guard hold(mutex_);
        if (closed_ || Clock::now() >= stop_at_ || now_[project] >= most_) return nullptr;
        const auto self = running_.emplace(running_.end());
        try {
            *self = std::thread(
                [this, job, self, work = std::move(work)]() mutable { run_now(job, std::move(work), self); });
        } catch (...) {
            running_.erase(self);
            throw;
        }
        ++now_[project];
        ended.swap(ended_);
    }
    for (auto& thread : ended) thread.join();
    return job;
}

void ApplyJobs::run_now(const std::shared_ptr<ApplyJob>& job, Work work,
                        std::list<std::thread>::iterator self) noexcept {
    job->began();
    auto outcome = work(*job);
    work = nullptr; // the payload is not kept
    {
        const std::lock_guard hold(mutex_); // before it is told: who waits for it may start the next one
        if (--now_[job->project] == 0) now_.erase(job->project);
    }
    job->ended(std::move(outcome));
    const std::lock_guard hold(mutex_);
    ended_.splice(ended_.end(), running_, self);
    none_runs_.notify_all();
}

void ApplyJobs::run(Line& line) noexcept {
    std::unique_lock lock(mutex_);
    while (!line.waiting.empty()) {
        auto next = std::move(line.waiting.front());
        line.waiting.pop_front();
        const bool dropped = Clock::now() >= stop_at_;
        lock.unlock();
        ApplyOutcome outcome;
        if (dropped) {
            outcome.response = refusal_envelope(503, "The server stopped before this apply began");
        } else {
            next.job->began();
            outcome = next.work(*next.job);
        }
        next.work = nullptr; // the payload is not kept
        ops::log(ops::Level::info, dropped ? "dropped an apply that had not begun" : "an apply by itself is over",
                 {{"project", next.job->project},
                  {"by", next.job->by},
                  {"id", next.job->id},
                  {"status", outcome.response.status}});
        lock.lock();
        --unfinished_; // before it is told: who waits for it may start the next one and must find room
        over_.push_back(next.job->id);
        forget();
        lock.unlock();
        next.job->ended(std::move(outcome));
        lock.lock();
    }
    line.active = false;
}

void ApplyJobs::forget() {
    while (over_.size() > kept_) {
        jobs_.erase(over_.front());
        over_.pop_front();
    }
}

std::shared_ptr<ApplyJob> ApplyJobs::find(const std::string& id, const std::string& project) const {
    const std::lock_guard hold(mutex_);
    const auto found = jobs_.find(id);
    return found != jobs_.end() && found->second->project == project ? found->second : nullptr;
}

void ApplyJobs::stop(std::chrono::milliseconds grace) {
    const std::lock_guard hold(mutex_);
    stop_at_ = std::min(stop_at_, Clock::now() + std::min<std::chrono::milliseconds>(grace, std::chrono::hours{24}));
}

void ApplyJobs::finish() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard hold(mutex_);
        closed_ = true;
        for (auto& [project, line] : lines_)
            if (line.thread.joinable()) threads.push_back(std::move(line.thread));
    }
    for (auto& thread : threads) thread.join();
    std::unique_lock hold(mutex_);
    none_runs_.wait(hold, [this] { return running_.empty(); });
    for (auto& thread : ended_) thread.join();
    ended_.clear();
}

} // namespace schemad::api
