// SPDX-License-Identifier: Apache-2.0
// Who spelled a snapshot's columns: this vendor, whose types may be taken by the letter, or another one, and then the
// field type alone decides. Reads the input; borrows it. Threads: one.
#pragma once

#include <optional>

#include "engine/plan/input.hpp"

namespace schemad::plan {

class Spelling {
public:
    explicit Spelling(const Input& in) : in_(in) {}
    // A field's data_type may be taken by the letter when this vendor itself would report exactly that. One column it
    // would not spell so shows that the whole snapshot came from another vendor.
    bool is_own(const json::object& field) const;
    // What a key column of another vendor stands for: char(36) is how those without the type hold a uuid.
    json::object in_own_types(const json::object& field, const schemad_column* existing = nullptr) const;

private:
    std::optional<bool> spelled_here(const json::object& item) const;
    const Input& in_;
    mutable std::optional<bool> foreign_; // asked once, when it is first needed
};

// What decides how a column is declared.
bool same_type(const schemad_column&, const schemad_column&);

} // namespace schemad::plan
