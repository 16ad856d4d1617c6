// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/adopt.hpp"

#include "engine/model/local_type.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/assemble.hpp"

namespace schemad::plan {

// The column that a new field finds in its place; null: none, or one that goes in this diff.
const schemad_column* untracked_column(const Input& in, const EntityChange& change) {
    if (change.kind != ItemKind::field || change.action != Action::create || !has_column(change.after)) return nullptr;
    if (!in.index.is_collection(change.collection) || in.is_removed(change.collection)) return nullptr;
    if (in.system.contains(change.collection, change.field)) return nullptr;
    if (in.set.current(ItemKind::field, change.collection, change.field)) return nullptr;
    return in.index.column(change.collection, change.field);
}

Adopted adopt_columns(ChangeSet& changes, const Input& in) {
    Adopted adopted;
    for (auto& change : changes.changes()) {
        const auto* column = untracked_column(in, change);
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
        adopted.emplace(name_of(change.collection, change.field), std::move(there));
    }
    return adopted;
}

} // namespace schemad::plan
