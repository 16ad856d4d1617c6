// SPDX-License-Identifier: Apache-2.0
#include "server/api/apply_job.hpp"

#include <ctime>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/formats/formats.hpp"
#include "server/http/text.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;
using Clock = std::chrono::system_clock;

const char* name_of(ApplyJob::State state) {
    switch (state) {
    case ApplyJob::State::queued: return "queued";
    case ApplyJob::State::running: return "running";
    case ApplyJob::State::done: return "done";
    default: return "failed";
    }
}

const char* name_of(ApplyProgress::Phase phase) {
    switch (phase) {
    case ApplyProgress::Phase::waiting: return "waiting";
    case ApplyProgress::Phase::checking: return "checking";
    case ApplyProgress::Phase::running: return "running";
    case ApplyProgress::Phase::verifying: return "verifying";
    default: return "recovering";
    }
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value time_or_null(const std::optional<Clock::time_point>& time) {
    if (!time) return nullptr;
    const auto seconds = Clock::to_time_t(*time);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count() % 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    return json::value(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                                   utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, ms));
}

// JSON as what it says, so that the envelope is the envelope; any other body (an export) as its text.
json::value body_of(const http::Response& response) {
    if (response.body.empty()) return nullptr;
    for (const auto& [name, value] : response.headers)
        if (http::same_word(name, "content-type") && value.starts_with("application/json")) try {
                return formats::read_json(response.body, {}, false);
            } catch (const std::exception&) { break; }
    return json::value(response.body);
}

json::object shown(const ApplyOutcome& outcome) {
    json::object result;
    result["status"] = outcome.response.status;
    result["body"] = body_of(outcome.response);
    auto& left_out = result["left_out"].emplace_array();
    for (const auto& what : outcome.left_out) left_out.emplace_back(sentence_of(what));
    for (const auto& [name, value] : outcome.response.headers)
        if (http::same_word(name, "schemad-error-id")) result["error_id"] = value;
    return result;
}

} // namespace

ApplyJob::ApplyJob(std::string own_id, std::string of_project, std::string who)
    : id(std::move(own_id)), project(std::move(of_project)), by(std::move(who)), asked_(Clock::now()) {}

void ApplyJob::changed() noexcept {
    ++version_;
    for (const auto& [who, tell] : watchers_) try {
            tell();
        } catch (...) { // out of memory: the next change or silence tells it
        }
}

void ApplyJob::entered(Phase phase) noexcept {
    const std::lock_guard hold(mutex_);
    phase_ = phase;
    changed();
}

void ApplyJob::reached(std::size_t done, std::size_t steps, std::string_view entity, std::string_view action) noexcept {
    const std::lock_guard hold(mutex_);
    step_ = done;
    steps_ = steps;
    try {
        entity_ = entity;
        action_ = action;
    } catch (...) { // the numbers are enough
    }
    changed();
}

void ApplyJob::began() {
    const std::lock_guard hold(mutex_);
    state_ = State::running;
    started_ = Clock::now();
    changed();
}

void ApplyJob::ended(ApplyOutcome outcome) {
    const std::lock_guard hold(mutex_);
    outcome_ = std::move(outcome);
    state_ = outcome_.response.status < 300 ? State::done : State::failed;
    if (state_ == State::done) { // else they say where it stopped
        phase_.reset();
        entity_.clear();
        action_.clear();
        if (!steps_) steps_ = 0; // nothing was to do
    }
    ended_ = Clock::now();
    changed();
    over_.notify_all();
}

ApplyJob::View ApplyJob::view() const {
    const std::lock_guard hold(mutex_);
    View view{{}, state_, version_};
    auto& out = view.document;
    out["id"] = id;
    out["state"] = name_of(state_);
    out["phase"] = phase_ ? json::value(name_of(*phase_)) : json::value(nullptr);
    out["step"] = step_;
    out["steps"] = steps_ ? json::value(*steps_) : json::value(nullptr);
    out["entity"] = text_or_null(entity_);
    out["action"] = text_or_null(action_);
    out["project"] = project;
    out["by"] = by;
    out["asked"] = time_or_null(asked_);
    out["started"] = time_or_null(started_);
    out["ended"] = time_or_null(ended_);
    out["result"] = view.over() ? json::value(shown(outcome_)) : json::value(nullptr);
    return view;
}

std::optional<http::Response> ApplyJob::wait(std::chrono::milliseconds most) const {
    std::unique_lock hold(mutex_);
    const auto is_over = [this] { return state_ == State::done || state_ == State::failed; };
    if (!over_.wait_for(hold, most, is_over)) return std::nullopt;
    return outcome_.response;
}

void ApplyJob::watch(const void* who, std::function<void()> tell) {
    const std::lock_guard hold(mutex_);
    watchers_[who] = std::move(tell);
}

void ApplyJob::unwatch(const void* who) noexcept {
    const std::lock_guard hold(mutex_);
    watchers_.erase(who);
}

} // namespace schemad::api
