// SPDX-License-Identifier: Apache-2.0
// What a project speaks at present, with all that follows from it. Another one takes its place where Directus was
// upgraded beside us; requests that are under way keep theirs. Thread-safe; the context borrows the rest.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "engine/apply/context.hpp"
#include "engine/database/kept_text.hpp"
#include "engine/diff/entity_hashes.hpp"
#include "engine/version_look.hpp"

namespace schemad {

struct Spoken {
    Spoken(const ProjectOptions&, const std::string& vendor, const VersionLook&);
    Spoken(const Spoken&) = delete;
    Spoken& operator=(const Spoken&) = delete;

    const model::Dialect dialect;
    const std::string refusal; // the database is of another version than is stated
    diff::ModelMemory remembered;
    database::KeptText written;
    const apply::Context context;

    // Throws SERVICE_UNAVAILABLE, with both versions.
    const Spoken& or_refuse() const;
};

// Looks at the database when the first request comes, and every now and then.
class Language {
public:
    Language(const ProjectOptions&, std::string vendor);

    // As it is now. look: may throw; what was seen last, or what is stated, stands then.
    std::shared_ptr<Spoken> now(const std::function<VersionLook()>& look);
    // As it was seen last; asks nobody.
    std::shared_ptr<Spoken> last() const;

private:
    using Clock = std::chrono::steady_clock;
    bool was_seen() const;
    const ProjectOptions& options_;
    const std::string vendor_;
    std::mutex looking_;
    mutable std::mutex mutex_; // of what follows
    std::shared_ptr<Spoken> spoken_;
    VersionLook seen_;
    Clock::time_point next_look_{};
    bool was_seen_ = false;
};

} // namespace schemad
