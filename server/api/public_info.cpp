// SPDX-License-Identifier: Apache-2.0
#include "server/api/public_info.hpp"

#include <utility>

#include "server/api/error_envelope.hpp"

namespace schemad::api {
namespace {

// From the beginning of a look, not from each question: what does not answer costs all of them one moment together.
constexpr std::chrono::milliseconds moment{250}, first_moment{2000};

} // namespace

PublicFacts public_facts_of(ProjectService& project) {
    PublicFacts facts;
    facts.settings = project.settings_row().value_or(boost::json::object());
    facts.has_users = project.has_users();
    return facts;
}

PublicInfo::PublicInfo(std::shared_ptr<ProjectService> project) : project_(std::move(project)) {}

PublicInfo::~PublicInfo() {
    if (thread_.joinable()) thread_.join();
}

PublicFacts PublicInfo::get() {
    std::unique_lock lock(mutex_);
    if (!looking_) {
        if (thread_.joinable()) thread_.join(); // it was done with everything when it said so
        thread_ = std::thread([this] { look(); });
        looking_ = true;
        began_ = Clock::now();
    }
    const bool first = !facts_ && !fault_;
    seen_.wait_until(lock, began_ + (first ? first_moment : moment), [this] { return !looking_; });
    if (fault_) std::rethrow_exception(fault_);
    if (!facts_) throw service_unavailable("database", "The database did not answer yet");
    return *facts_;
}

void PublicInfo::look() noexcept {
    std::optional<PublicFacts> facts;
    std::exception_ptr fault;
    try {
        facts = public_facts_of(*project_);
    } catch (...) { fault = std::current_exception(); }
    const std::lock_guard lock(mutex_);
    if (facts) facts_ = std::move(facts);
    fault_ = std::move(fault);
    looking_ = false;
    seen_.notify_all();
}

} // namespace schemad::api
