// SPDX-License-Identifier: Apache-2.0
#include "engine/spoken.hpp"

#include <exception>
#include <utility>

#include "engine/error.hpp"

namespace schemad {

namespace {
constexpr std::chrono::seconds between_looks{30}, after_a_failure{1};
}

Spoken::Spoken(const ProjectOptions& options, const std::string& vendor, const VersionLook& look)
    : dialect(look.version, vendor), refusal(look.refusal), context{dialect,
                                                                    guard::View(options.ignored_names),
                                                                    &remembered,
                                                                    options.destructive,
                                                                    apply::lease_terms(options.connection),
                                                                    options.protected_names,
                                                                    options.history,
                                                                    options.on_settled,
                                                                    options.vendors} {}

const Spoken& Spoken::or_refuse() const {
    if (refusal.empty()) return *this;
    throw RequestError(ErrorCode::service_unavailable, "Service \"project\" is unavailable. " + refusal + ".",
                       {{"service", "project"}, {"reason", refusal}});
}

Language::Language(const ProjectOptions& options, std::string vendor)
    : options_(options), vendor_(std::move(vendor)), seen_{options.directus_version, {}, {}} {
    spoken_ = std::make_shared<Spoken>(options_, vendor_, seen_);
}

std::shared_ptr<Spoken> Language::last() const {
    const std::lock_guard lock(mutex_);
    return spoken_;
}

bool Language::was_seen() const {
    const std::lock_guard lock(mutex_);
    return was_seen_;
}

std::shared_ptr<Spoken> Language::now(const std::function<VersionLook()>& look) {
    const auto is_due = [this] {
        const std::lock_guard lock(mutex_);
        return Clock::now() >= next_look_;
    };
    if (!is_due()) return last();
    std::unique_lock looking(looking_, std::defer_lock);
    if (was_seen()) { // who has something to go by does not wait for somebody else's look
        if (!looking.try_lock()) return last();
    } else {
        looking.lock();
    }
    if (!is_due()) return last();
    try {
        auto seen = look();
        const std::lock_guard lock(mutex_);
        if (seen.version != seen_.version || seen.refusal != seen_.refusal)
            spoken_ = std::make_shared<Spoken>(options_, vendor_, seen);
        if (options_.on_version && (!was_seen_ || seen.version != seen_.version || seen.refusal != seen_.refusal))
            options_.on_version(spoken_->dialect.version(), seen.refusal.empty() ? seen.doubt : seen.refusal,
                                !seen.refusal.empty());
        seen_ = std::move(seen);
        was_seen_ = true;
        next_look_ = Clock::now() + between_looks;
        return spoken_;
    } catch (const std::exception&) { // the request itself meets what is wrong
        const std::lock_guard lock(mutex_);
        next_look_ = Clock::now() + after_a_failure;
        return spoken_;
    }
}

} // namespace schemad
