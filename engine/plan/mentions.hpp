// SPDX-License-Identifier: Apache-2.0
// Which meta rows mention a collection, by the model as it is to be: looked through once. Borrows the input.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/plan/input.hpp"

namespace schemad::plan {

// What a relation to any of several collections may lead to, stated as a list or as the text of its column.
std::vector<std::string> allowed_collections(const json::object& relation_meta);

class Mentions {
public:
    explicit Mentions(const Input&);
    using MetaRowList = std::vector<const snapshot::MetaRow*>;
    const MetaRowList&
    relations_about(const std::string& collection) const; // on either side, or in a list of allowed ones
    const MetaRowList& children_of(const std::string& folder) const;

private:
    std::unordered_map<std::string, MetaRowList> relations_about_, children_;
};

} // namespace schemad::plan
