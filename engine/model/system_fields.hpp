// SPDX-License-Identifier: Apache-2.0
// Which collections and fields are built into a Directus version. A field of a system collection that is not listed is
// a custom field and belongs to the model. docs/spec/engine-2-model.md 2.2, 2.3.
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/model/version.hpp"

namespace schemad::model {

// Immutable once made; shared by threads.
class SystemFields {
public:
    explicit SystemFields(VersionNumber);
    bool contains(std::string_view collection, std::string_view field) const noexcept;
    bool contains(std::string_view collection) const noexcept;
    using ByCollection = std::unordered_map<std::string_view, std::unordered_set<std::string_view>>;
    const ByCollection& all() const noexcept { return fields_; }

private:
    ByCollection fields_;
};

// The prefix the reference keeps for itself; no diff creates or drops such a collection.
bool is_system_name(std::string_view collection) noexcept;
// A collection that some version of Directus makes itself.
bool is_built_in_collection(std::string_view) noexcept;

} // namespace schemad::model
