// SPDX-License-Identifier: Apache-2.0
// What a model was made of when a diff was answered, so that a stale hash can be explained later: entity by entity, a
// number each instead of the whole. Kept for the last models of a project, in memory: after a restart the explanation
// is the plain one.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace schemad::diff {

using EntityHashes = std::map<std::string, std::uint64_t>; // by "posts", "posts.title", "posts.author (relation)"
EntityHashes entity_hashes_of(const boost::json::value& snapshot);

struct ModelChanges {
    std::vector<std::string> added, changed, removed;
};
ModelChanges changes_between(const EntityHashes& before, const EntityHashes& now);

// Thread-safe. Holds the last models that differ, some 64 bytes an entity.
class ModelMemory {
public:
    void remember(const std::string& hash, const boost::json::value& snapshot);
    std::optional<EntityHashes> recall(std::string_view hash) const;

private:
    static constexpr std::size_t max_models = 16;
    mutable std::mutex mutex_;
    std::list<std::pair<std::string, EntityHashes>> models_; // the latest first
};

} // namespace schemad::diff
