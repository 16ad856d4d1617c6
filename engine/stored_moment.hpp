// SPDX-License-Identifier: Apache-2.0
// Moments in Directus's own tables: as milliseconds since 1970 or as text, in UTC, whichever a vendor's driver writes.
// Pure; any thread.
#pragma once

#include <chrono>
#include <string>

#include <schemad/host.hpp>

#include "engine/model/moment_form.hpp"

namespace schemad {

class StoredMoment { // keeps the text that its value borrows
public:
    StoredMoment(std::chrono::system_clock::time_point, model::MomentForm);
    schemad_value value() const noexcept;

private:
    std::int64_t milliseconds_;
    std::string text_; // empty: a number
};

// One that cannot be read has.
bool has_passed(const schemad_value& moment);

} // namespace schemad
