// SPDX-License-Identifier: Apache-2.0
// Which version of Directus wrote a database, as far as its list of migrations tells. docs/spec/versions.md, last
// section. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "engine/model/version.hpp"

namespace schemad::model {

struct VersionRange {
    std::string newest;                  // of those that are known
    std::string oldest;                  // the same text where there is one only
    VersionNumber after;                 // all of them are newer than this,
    std::optional<VersionNumber> before; // and older than this; nullopt: the newest migration that is known
    std::string migration;               // that tells it
    bool contains(VersionNumber number) const { return after < number && (!before || number < *before); }
};

// nullopt: none of them is known.
std::optional<VersionRange> range_of(const std::unordered_set<std::string>& migrations);

} // namespace schemad::model
