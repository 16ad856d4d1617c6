// SPDX-License-Identifier: Apache-2.0
// The pieces of comparing that equal() and deep_diff share. docs/spec/engine-2-model.md section 3.3.
#pragma once

#include "engine/js/value.hpp"

namespace schemad::js {

enum class Type { null, boolean, number, string, array, object };
Type type_of(const json::value&) noexcept;

// Both of one scalar type. NaN equals itself here, as it does for deep-diff.
bool equal_scalars(const json::value&, const json::value&) noexcept;

// Finds the keys of one object in another one. Cheap as long as both have their keys in the same order, which is how
// nearly all items of a snapshot meet.
class MemberFinder {
public:
    explicit MemberFinder(const json::object& o) : object_(o), next_(o.begin()) {}
    const json::value* find(std::string_view key) {
        if (next_ != object_.end() && next_->key() == key) return &(next_++)->value();
        const auto found = object_.find(key);
        if (found == object_.end()) return nullptr;
        next_ = found + 1;
        return &found->value();
    }

private:
    const json::object& object_;
    json::object::const_iterator next_;
};

} // namespace schemad::js
