// SPDX-License-Identifier: Apache-2.0
// docs/spec/engine-6-apply.md 6.5.
#include "engine/plan/plan_relations.hpp"

#include <algorithm>
#include <set>

#include "engine/model/items.hpp"
#include "engine/plan/clean_up.hpp"
#include "engine/plan/meta_sql.hpp"
#include "engine/plan/plan_foreign_keys.hpp"
#include "engine/plan/references.hpp"
#include "engine/plan/refused.hpp"

namespace schemad::plan {

void plan_relations(const Input& in, const Facts& facts, Draft& draft) {
    for (const auto& change : in.set.changes()) {
        if (change.kind != ItemKind::relation) continue;
        if (change.forgets) {
            forget_rows_of(in, draft, change);
            continue;
        }
        const auto name = name_of(change.collection, change.field);
        const auto* row = in.row_of(ItemKind::relation, change.collection, change.field);
        if (change.action == Action::remove) {
            for (const auto& one : in.meta_rows(ItemKind::relation).list) // there may be two
                if (one.collection == change.collection && one.field == change.field)
                    delete_row(in, draft, ItemKind::relation, {change.collection, change.field}, one);
            if (in.dialect->lists_untracked && keeps_foreign_key(in, change.collection, change.field))
                draft.leave_out({change.collection, change.field}, "relation",
                                "its foreign key stays, as the field still states it, and is shown without a row");
            continue;
        }
        if (facts.left_out.contains(change.collection, change.field)) {
            draft.leave_out({change.collection, change.field}, {}, "the relation of a field that is left out");
            draft.plan.unshowable.push_back(name);
            continue;
        }
        if (change.action == Action::create) {
            const EntityName entity{change.collection, change.field};
            if (!will_be_collection(in, draft, change.collection))
                throw refused(entity, "Collection \"" + change.collection + "\" doesn't exist");
            // a folder, or what is no plain table here: the row can be written, a foreign key cannot
            if (const auto related = std::string{model::text_of(change.after, "related_collection")};
                !related.empty() && !may_lack_table(in, draft, related))
                throw refused(entity, "Collection \"" + related + "\" doesn't exist");
        }
        if (const auto* meta = model::object_of(change.after, "meta")) {
            json::object after = *meta;
            after["many_collection"] = change.collection;
            after["many_field"] = change.field;
            if (const auto* related = change.after.if_contains("related_collection"); related && !related->is_null())
                after["one_collection"] = *related;
            const auto* before = change.before ? model::object_of(*change.before, "meta") : nullptr;
            if (row && before)
                update_row(in, draft, ItemKind::relation, {change.collection, change.field}, *row, *before,
                           without_dangling(in, facts, draft, change, before, std::move(after)));
            else {
                if (change.row_id) after["id"] = change.row_id;
                insert_row(in, draft, ItemKind::relation, {change.collection, change.field},
                           without_dangling(in, facts, draft, change, nullptr, std::move(after)));
            }
        } else if (change.action == Action::create) {
            leave_without_row(in, draft, {change.collection, change.field}, "relation",
                              change.after.contains("schema"));
        }
    }
}

} // namespace schemad::plan
