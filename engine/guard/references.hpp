// SPDX-License-Identifier: Apache-2.0
// What an item of a snapshot says of other collections and fields: a group, a sort field, a foreign key. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "engine/guard/name_patterns.hpp"
#include "engine/model/items.hpp"

namespace schemad::guard {

struct References {
    const NamePatterns& ignored;
    // Whether the project has that collection, or field of it.
    std::function<bool(std::string_view collection, std::string_view field)> exists;
};

// Leaves in `after` what `before` says of what is ignored; before null: a new item, which says it only of what exists.
// Returns the properties ("meta.group") that were to be something else.
std::vector<std::string> keep_references(model::ItemKind, const boost::json::object* before, boost::json::object& after,
                                         const References&);

// The collection a relation points to; empty for none.
std::string_view related_of(const boost::json::object& relation) noexcept;

} // namespace schemad::guard
