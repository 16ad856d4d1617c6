// SPDX-License-Identifier: Apache-2.0
// Tables and columns that are there without being tracked, where a snapshot states them with meta: their meta row is
// written, and what the snapshot states otherwise is an alteration of what is there.
#include "engine/model/local_type.hpp"
#include "engine/plan/planner.hpp"
#include "engine/snapshot/assemble.hpp"

namespace schemad::plan {

// The column that a new field finds in its place; null: none, or one that goes in this diff.
const schemad_column* Planner::untracked_column(const EntityChange& change) const {
    if (change.kind != ItemKind::field || change.action != Action::create || !has_column(change.after)) return nullptr;
    if (!index_.is_collection(change.collection) || is_removed(change.collection)) return nullptr;
    if (system_.contains(change.collection, change.field)) return nullptr;
    if (set_.current(ItemKind::field, change.collection, change.field)) return nullptr;
    return index_.column(change.collection, change.field);
}

void Planner::adopt_columns() {
    for (auto& change : set_.changes()) {
        const auto* column = untracked_column(change);
        if (!column || !model::object_of(change.after, "meta")) continue;
        const auto type = model::local_type(*column, change.after);
        json::object there = change.after;
        there["type"] = type;
        there["schema"] = snapshot::schema_of(*column, type, {});
        auto& wanted = change.after;
        json::object schema = there["schema"].get_object();
        const auto* stated = model::object_of(wanted, "schema");
        const auto is = [&](const char* key) {
            return !stated || !stated->contains(key) || model::truthy(*stated, key);
        };
        const bool automatic = (column->flags & SCHEMAD_COLUMN_PRIMARY_KEY) && is("is_primary_key") &&
                               (column->flags & SCHEMAD_COLUMN_AUTO_INCREMENT) && is("has_auto_increment");
        if (stated && !automatic) // the schema of a key that counts up takes no part in a comparison
            for (const auto& member : *stated) schema[member.key()] = member.value();
        wanted["schema"] = std::move(schema);
        if (automatic || !wanted.contains("type")) wanted["type"] = type;
        adopted_.emplace(name_of(change.collection, change.field), std::move(there));
    }
}

void Planner::adopt_column(const EntityChange& change, const schemad_column& column) {
    const auto found = adopted_.find(name_of(change.collection, change.field));
    if (found == adopted_.end()) return;
    EntityChange as_update = change;
    as_update.before = &found->second;
    check_key_unchanged(as_update);
    alter_column(as_update, column);
}

} // namespace schemad::plan
