// SPDX-License-Identifier: Apache-2.0
// What a model states, item by item, and found by name: the upload's own items, and those that it implies. Borrows the
// upload; owns what is added. Threads: one.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <boost/json.hpp>

#include "engine/model/field_key.hpp"
#include "engine/model/items.hpp"

namespace schemad::translate {

namespace json = boost::json;
using model::FieldKey;
using model::ItemKind;

FieldKey key_of(ItemKind, const json::object& item);

class Items {
public:
    explicit Items(const json::object& snapshot);
    // In order; of two items with one name the first is found by it.
    const std::vector<const json::object*>& list(ItemKind kind) const { return of(kind).list; }
    const json::object* find(ItemKind, std::string_view collection, std::string_view field = {}) const;
    bool lists(ItemKind kind) const { return of(kind).listed; } // the list is there, be it empty
    const std::vector<const json::object*>& fields_of(std::string_view collection) const;
    // An item that nobody stated. The reference stays.
    const json::object& add(ItemKind, json::object item);
    // In the place of one that is there.
    const json::object& replace(ItemKind, const json::object& old, json::object item);
    bool is_added(const json::object& item) const { return added_.contains(&item); }

private:
    struct Kind {
        std::vector<const json::object*> list;
        model::FieldMap<const json::object*> by_name;
        bool listed = false;
    };
    const Kind& of(ItemKind kind) const { return kinds_[static_cast<int>(kind)]; }
    Kind kinds_[4];
    std::unordered_map<std::string_view, std::vector<const json::object*>> fields_of_;
    std::deque<json::object> owned_;
    std::unordered_set<const json::object*> added_;
};

// The same of a snapshot that may not be looked into at all: made at the first look.
class LateItems {
public:
    explicit LateItems(const json::object& snapshot) : snapshot_(snapshot) {}
    const std::vector<const json::object*>& list(ItemKind kind) const { return made().list(kind); }
    const json::object* find(ItemKind kind, std::string_view collection, std::string_view field = {}) const {
        return made().find(kind, collection, field);
    }
    const std::vector<const json::object*>& fields_of(std::string_view collection) const {
        return made().fields_of(collection);
    }

private:
    const Items& made() const {
        if (!items_) items_.emplace(snapshot_);
        return *items_;
    }
    const json::object& snapshot_;
    mutable std::optional<Items> items_;
};

} // namespace schemad::translate
