// SPDX-License-Identifier: Apache-2.0
// New fields that this very database cannot hold, found before anything is planned: of a type that its vendor cannot
// write, or generated of such a one, or of a collection that hides its fields. They are left out and named.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/spelling.hpp"

namespace schemad::plan {

class LeftOutFields {
public:
    void add(const EntityChange& change) {
        names_.insert(name_of(change.collection, change.field));
        fields_[change.collection].push_back(change.field);
    }
    bool contains(std::string_view collection, std::string_view field) const {
        return names_.contains(name_of(collection, field));
    }
    bool empty() const noexcept { return names_.empty(); }
    const std::vector<std::string>* of(const std::string& collection) const {
        const auto found = fields_.find(collection);
        return found == fields_.end() ? nullptr : &found->second;
    }

private:
    std::unordered_set<std::string> names_;
    std::unordered_map<std::string, std::vector<std::string>> fields_; // by collection
};

LeftOutFields find_left_out_fields(const Input&, const Spelling&, Draft&);

} // namespace schemad::plan
