// SPDX-License-Identifier: Apache-2.0
// A collection and a field as one hash key. Borrows the names; no field: the collection itself.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace schemad::model {

struct FieldKey {
    std::string_view collection, field;
    bool operator==(const FieldKey&) const = default;
};
struct FieldKeyHash {
    std::size_t operator()(const FieldKey& key) const noexcept {
        const std::hash<std::string_view> hash;
        return hash(key.collection) * 31 + hash(key.field);
    }
};
template <class T> using FieldMap = std::unordered_map<FieldKey, T, FieldKeyHash>;
using FieldSet = std::unordered_set<FieldKey, FieldKeyHash>;

} // namespace schemad::model
