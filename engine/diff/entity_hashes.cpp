// SPDX-License-Identifier: Apache-2.0
#include "engine/diff/entity_hashes.hpp"

#include <algorithm>
#include <functional>

#include "engine/formats/formats.hpp"
#include "engine/model/items.hpp"

namespace schemad::diff {

EntityHashes entity_hashes_of(const boost::json::value& snapshot) {
    EntityHashes all;
    const std::hash<std::string> hash;
    for (const auto kind : model::all_kinds)
        for (const auto& value : model::list_of(snapshot.get_object(), kind)) {
            const auto& item = value.get_object();
            std::string name{model::text_of(item, "collection")};
            if (const auto field = model::text_of(item, "field"); !field.empty()) name.append(".").append(field);
            if (kind == model::ItemKind::relation) name += " (relation)";
            if (kind == model::ItemKind::system_field) name += " (index)";
            all[name] = hash(formats::write_json(value));
        }
    return all;
}

ModelChanges changes_between(const EntityHashes& before, const EntityHashes& now) {
    ModelChanges changes;
    for (const auto& [name, number] : now) {
        const auto was = before.find(name);
        if (was == before.end())
            changes.added.push_back(name);
        else if (was->second != number)
            changes.changed.push_back(name);
    }
    for (const auto& [name, number] : before)
        if (!now.contains(name)) changes.removed.push_back(name);
    return changes;
}

void ModelMemory::remember(const std::string& hash, const boost::json::value& snapshot) {
    {
        const std::lock_guard hold(mutex_);
        const auto known =
            std::find_if(models_.begin(), models_.end(), [&](const auto& model) { return model.first == hash; });
        if (known != models_.end()) return models_.splice(models_.begin(), models_, known);
    }
    auto made = entity_hashes_of(snapshot);
    const std::lock_guard hold(mutex_);
    models_.emplace_front(hash, std::move(made));
    if (models_.size() > max_models) models_.pop_back();
}

std::optional<EntityHashes> ModelMemory::recall(std::string_view hash) const {
    const std::lock_guard hold(mutex_);
    for (const auto& [name, model] : models_)
        if (name == hash) return model;
    return std::nullopt;
}

} // namespace schemad::diff
