// SPDX-License-Identifier: Apache-2.0
// Which members an item is to have: the paths of a query ("name", "role.name", "*", "*.*") as a tree. Pure.
// Errors: RequestError INVALID_QUERY for a field that is not there, or that leads where no item is told.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/items/shape.hpp"

namespace schemad::items {

struct WantedFields {
    struct Member {
        const Field* field = nullptr; // one of the two
        const List* list = nullptr;
        std::unique_ptr<WantedFields> inside{}; // null: the key alone
        const std::string& name() const noexcept { return list ? list->name : field->name; }
        const std::string& leads_to() const noexcept { return list ? list->collection : field->related; }
    };
    const Shape* shape = nullptr;
    std::vector<Member> members{}; // each once, in the order of the query; of "*" in that of the table
};

WantedFields wanted_fields(const Shape&, const std::vector<std::string>& paths, Shapes&);

} // namespace schemad::items
