// SPDX-License-Identifier: Apache-2.0
// What Directus knows of its own fields beyond their columns: the flags (`special`) that say how a value is held, and
// which relations give the other side a list. No table of a project holds these; facts of recorded answers
// (GET /fields, GET /relations of 12.4), and what older versions have beside them. docs/spec/engine-2-model.md 2.5.
// Pure; any thread. A field or relation counts where its column is there, so no version is asked.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace schemad::model {

// nullopt: Directus states none (null), which is not the same as an empty list.
std::optional<std::vector<std::string>> system_specials(std::string_view collection, std::string_view field);

// The list that `related` has of the rows of `collection` whose `field` names it: roles.users is that of users.role.
struct SystemList {
    std::string_view collection, field, related;
    std::string_view name;     // of the list
    std::string_view junction; // of a many-to-many: the other side's field in `collection`; else empty
    std::string_view special;  // "o2m", "m2m"
    std::string_view sort_field;
    bool deletes = false; // one that is taken off the list is deleted
};
std::span<const SystemList> system_lists() noexcept;

// Fields that name a row of another collection without a foreign key in the database.
struct SystemReference {
    std::string_view collection, field, related;
};
std::span<const SystemReference> system_references() noexcept;

// Its value is never shown: a password, a token, a key. What stands instead is ten asterisks.
bool is_secret(const std::vector<std::string>& special) noexcept;

} // namespace schemad::model
