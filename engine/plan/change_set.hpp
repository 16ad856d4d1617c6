// SPDX-License-Identifier: Apache-2.0
// Diff x current snapshot -> what is to happen to each entity, derived once from its whole entry.
// docs/spec/engine-2-model.md 3.3, docs/spec/engine-6-apply.md 6.1, 6.2, with the decisions of
// docs/differences-from-directus.md. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/json.hpp>

#include "engine/model/items.hpp"
#include "engine/model/left_out.hpp"

namespace schemad::plan {

namespace json = boost::json;
using model::ItemKind;

enum class Action { create, update, remove };

struct EntityChange {
    ItemKind kind;
    Action action;
    std::string collection, field;     // field is empty for a collection
    const json::object* before;        // in the current snapshot; null for a creation
    json::object after;                // as it is to be; empty for a removal
    std::int64_t row_id = 0;           // the number a new meta row asks for; 0: none
    bool foreign_key_unstated = false; // a relation whose schema was taken away: its field tells whether the key stays
    bool forgets = false; // an update after which the meta row is gone, and what is in the database as it was
};

// Which entity of a model: what a name for people is made of, never cut out of one (names may hold dots).
struct EntityName {
    EntityName(std::string_view of, std::string_view its) : collection(of), field(its) {}
    std::string collection, field; // field empty: the collection
};

// "posts" or "posts.title"
std::string name_of(std::string_view collection, std::string_view field);
inline std::string name_of(const EntityName& entity) { return name_of(entity.collection, entity.field); }

class ChangeSet {
public:
    // payload has passed validate_diff. Throws RequestError naming the entity that makes it impossible.
    ChangeSet(const json::object& diff, const json::object& current_snapshot);

    const std::vector<EntityChange>& changes() const noexcept { return changes_; }
    std::vector<EntityChange>& changes() noexcept { return changes_; }
    // What the diff does not state or no target can hold.
    LeftOuts left_out;
    // What the diff takes away by not stating it, and what is therefore kept: nothing to count or to log.
    LeftOuts not_stated;

    // The item as it is now, and as it is to be (null when it is not there, or goes).
    const json::object* current(ItemKind, std::string_view collection, std::string_view field = {}) const;
    const json::object* wanted(ItemKind, std::string_view collection, std::string_view field = {}) const;
    const EntityChange* change_of(ItemKind, std::string_view collection, std::string_view field = {}) const;
    bool removes_fields() const noexcept;
    // It loses its meta row, by itself or with its collection (engine/model/forgetting.hpp). wanted() still tells of
    // it: the table, column or foreign key stays.
    bool is_forgotten(ItemKind, std::string_view collection, std::string_view field = {}) const;
    // Takes out the changes of which why() gives something to name; they take no part and are in left_out.
    void leave_out(const std::function<std::optional<LeftOut>(const EntityChange&)>& why);
    // The whole snapshot as it is to be.
    json::object wanted_snapshot(json::storage_ptr = {}) const;

private:
    void add(ItemKind, const json::object& entry);
    bool is_said_again(EntityChange& first, const json::object& made);
    void add_update(EntityChange, const json::array& changes);
    void add_forgetting(EntityChange, const json::array& changes);
    bool loses_column(std::string_view collection, std::string_view field) const;
    void take_along(EntityChange relation);
    void replace_part(EntityChange&, const json::object& change, const std::string& part);

    const json::object& snapshot_;
    std::unordered_map<std::string, const json::object*> current_;
    std::unordered_map<std::string, std::size_t> latest_; // key -> last change
    std::vector<EntityChange> changes_;
};

} // namespace schemad::plan
