// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/stated.hpp"

#include <algorithm>
#include <utility>

namespace schemad::translate {

FieldKey key_of(ItemKind kind, const json::object& item) {
    return {model::text_of(item, "collection"),
            kind == ItemKind::collection ? std::string_view{} : model::text_of(item, "field")};
}

Items::Items(const json::object& snapshot) {
    for (const auto kind : model::all_kinds) {
        auto& items = kinds_[static_cast<int>(kind)];
        items.listed = snapshot.contains(model::list_name(kind));
        const auto& list = model::list_of(snapshot, kind);
        items.list.reserve(list.size());
        items.by_name.reserve(list.size());
        for (const auto& value : list) {
            const auto& item = value.get_object();
            items.list.push_back(&item);
            items.by_name.emplace(key_of(kind, item), &item);
            if (kind == ItemKind::field) fields_of_[model::text_of(item, "collection")].push_back(&item);
        }
    }
}

const json::object* Items::find(ItemKind kind, std::string_view collection, std::string_view field) const {
    const auto& items = of(kind).by_name;
    const auto found = items.find(FieldKey{collection, field});
    return found == items.end() ? nullptr : found->second;
}

const std::vector<const json::object*>& Items::fields_of(std::string_view collection) const {
    static const std::vector<const json::object*> none;
    const auto found = fields_of_.find(collection);
    return found == fields_of_.end() ? none : found->second;
}

const json::object& Items::add(ItemKind kind, json::object item) {
    const auto& kept = owned_.emplace_back(std::move(item));
    auto& items = kinds_[static_cast<int>(kind)];
    items.list.push_back(&kept);
    items.by_name.emplace(key_of(kind, kept), &kept);
    added_.insert(&kept);
    if (kind == ItemKind::field) fields_of_[model::text_of(kept, "collection")].push_back(&kept);
    return kept;
}

const json::object& Items::replace(ItemKind kind, const json::object& old, json::object item) {
    const auto& kept = owned_.emplace_back(std::move(item));
    auto& items = kinds_[static_cast<int>(kind)];
    std::replace(items.list.begin(), items.list.end(), &old, &kept);
    if (is_added(old)) added_.insert(&kept);
    if (kind == ItemKind::field) {
        auto& fields = fields_of_[model::text_of(kept, "collection")];
        std::replace(fields.begin(), fields.end(), &old, &kept);
    }
    items.by_name.erase(key_of(kind, kept));
    items.by_name.emplace(key_of(kind, kept), &kept); // its key lives as long as the map
    return kept;
}

} // namespace schemad::translate
