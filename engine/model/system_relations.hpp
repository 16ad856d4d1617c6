// SPDX-License-Identifier: Apache-2.0
// The foreign keys among Directus's own tables, as Directus 12.4 makes them; an older version has those whose fields it
// has. Facts: recorded databases. No snapshot shows them, so a plan without a database takes them from here.
#pragma once

#include <span>
#include <string_view>

namespace schemad::model {

struct SystemRelation {
    std::string_view collection, field, related, on_delete;
};
std::span<const SystemRelation> system_relations() noexcept; // by collection
// The field that is the key of one of Directus's tables, and whether it counts up.
std::string_view system_key_of(std::string_view collection) noexcept;
bool system_key_counts(std::string_view collection) noexcept;

} // namespace schemad::model
