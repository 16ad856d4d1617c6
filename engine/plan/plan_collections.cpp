// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_collections.hpp"

#include <algorithm>

#include "engine/model/items.hpp"
#include "engine/model/own_tables.hpp"
#include "engine/plan/clean_up.hpp"
#include "engine/plan/meta_sql.hpp"
#include "engine/plan/name_clashes.hpp"
#include "engine/plan/plan_defaults.hpp"
#include "engine/plan/plan_indexes.hpp"
#include "engine/plan/references.hpp"
#include "engine/plan/refused.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

bool gains_table(const EntityChange& change) {
    return change.after.contains("schema") && (!change.before || !change.before->contains("schema"));
}

// A folder goes after what is in it: its row is what their group points to.
std::vector<const EntityChange*> children_first(const Input& in) {
    std::vector<const EntityChange*> order;
    std::unordered_set<std::string> placed;
    std::unordered_map<std::string_view, std::vector<const EntityChange*>> inside;
    for (const auto& change : in.set.changes())
        if (change.kind == ItemKind::collection && change.action == Action::remove)
            inside[nested_text(*change.before, "meta", "group")].push_back(&change);
    // without recursion: a document decides how deep folders lie
    std::vector<std::pair<const EntityChange*, std::size_t>> open; // and which child is next
    for (const auto& change : in.set.changes()) {
        if (change.kind != ItemKind::collection || change.action != Action::remove) continue;
        if (placed.insert(change.collection).second) open.emplace_back(&change, 0);
        while (!open.empty()) {
            auto& [one, next] = open.back();
            const auto found = inside.find(one->collection);
            if (found != inside.end() && next < found->second.size()) {
                const auto* child = found->second[next++];
                if (placed.insert(child->collection).second) open.emplace_back(child, 0);
            } else {
                order.push_back(one);
                open.pop_back();
            }
        }
    }
    return order;
}

// A collection's folder has to be there when it comes, so that a foreign key on the group holds at every moment.
std::vector<const EntityChange*> parents_first(const Input& in) {
    std::vector<const EntityChange*> order;
    std::unordered_set<std::string> placed;
    for (const auto& change : in.set.changes()) {
        if (change.kind != ItemKind::collection || change.action != Action::create) continue;
        std::vector<const EntityChange*> path; // from it upwards
        std::unordered_set<std::string> open;
        for (const auto* at = &change; at && at->action == Action::create && !placed.contains(at->collection);) {
            if (!open.insert(at->collection).second)
                throw refused({at->collection, {}}, "Collection \"" + at->collection + "\" is in a cycle of groups");
            path.push_back(at);
            const auto group = nested_text(at->after, "meta", "group");
            at = group.empty() ? nullptr : in.set.change_of(ItemKind::collection, group);
        }
        for (auto at = path.rbegin(); at != path.rend(); ++at) {
            placed.insert((*at)->collection);
            order.push_back(*at);
        }
    }
    return order;
}

// Following groups upwards must end; one that is not there is no group (references.cpp, clean_up.cpp).
// ended: those of which it is known.
void check_group(const Input& in, const EntityChange& change, std::unordered_set<std::string>& ended) {
    std::string at = change.collection;
    std::unordered_set<std::string> seen;
    while (seen.insert(at).second) {
        const auto* item = in.set.wanted(ItemKind::collection, at);
        const std::string group{item ? nested_text(*item, "meta", "group") : std::string_view{}};
        if (group.empty() || ended.contains(at)) {
            ended.merge(seen);
            return;
        }
        at = group;
    }
    throw refused({change.collection, {}}, "Collection \"" + change.collection + "\" is in a cycle of groups");
}

// The table with all its columns and indexes; the rows of its fields are written by plan_fields.
void create_table(const Input& in, const Facts& facts, Draft& draft, const std::string& collection) {
    if (snapshot::hides_fields(collection))
        for (const auto* change : in.field_changes(collection)) {
            if (facts.left_out.contains(collection, change->field)) continue;
            draft.leave_out({collection, change->field}, {},
                            "made, but a snapshot shows no fields of a collection whose name holds a blank");
            draft.plan.unshowable.push_back(name_of(collection, change->field));
        }
    auto& work = draft.table(collection, SCHEMAD_CREATE_TABLE);
    std::vector<const json::object*> columns;
    int keys = 0;
    for (const auto* change : in.field_changes(collection)) {
        if (change->action != Action::create || !has_column(change->after) ||
            facts.left_out.contains(collection, change->field))
            continue;
        columns.push_back(&change->after);
        keys += nested_truthy(change->after, "schema", "is_primary_key") ||
                nested_truthy(change->after, "schema", "has_auto_increment");
    }
    if (keys > 1)
        throw refused({collection, {}}, "Collection \"" + collection + "\" has more than one primary key field");
    if (keys == 0) {
        // the source's key is not tracked there; a collection needs one, and it stays untracked here too
        const json::object id{
            {"field", "id"},
            {"type", "integer"},
            {"schema", {{"is_primary_key", true}, {"has_auto_increment", true}, {"is_nullable", false}}}};
        if (in.set.wanted(ItemKind::field, collection, "id") && !facts.left_out.contains(collection, "id"))
            throw refused({collection, {}},
                          "Collection \"" + collection + "\" has no primary key field, and its field \"id\" is none");
        work.add_column(column_spec(work, id, false));
        if (in.dialect->lists_untracked) {
            draft.leave_out({collection, "id"}, {}, "made, as a collection needs a key; it is shown without a row");
            draft.plan.unshowable.push_back(name_of(collection, "id"));
        }
    }
    for (const auto* field : columns) {
        const auto name = model::text_of(*field, "field");
        auto spec = column_spec(work, facts.spelling.in_own_types(*field), facts.spelling.is_own(*field));
        if (!(spec.flags & SCHEMAD_SPEC_PRIMARY_KEY)) leave_out_indexes(in, draft, spec, collection);
        leave_out_unfit_default(in, draft, spec, {collection, std::string{view(spec.name)}});
        work.add_column(spec);
        if (spec.flags & SCHEMAD_SPEC_PRIMARY_KEY) {
            // what is said of a key that counts up takes no part in a comparison
            if ((spec.flags & SCHEMAD_SPEC_INDEXED) && !nested_truthy(*field, "schema", "has_auto_increment"))
                leave_out_index_of_key(draft, {collection, std::string{view(spec.name)}});
            continue;
        }
        if (spec.flags & SCHEMAD_SPEC_UNIQUE) set_index(in, draft, work, collection, name, true, true);
        if (spec.flags & SCHEMAD_SPEC_INDEXED) set_index(in, draft, work, collection, name, false, true);
    }
}

// Its first meta row.
void track(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change, const json::object& meta) {
    json::object row = without_dangling(in, facts, draft, change, nullptr, meta);
    row["collection"] = change.collection;
    insert_row(in, draft, ItemKind::collection, {change.collection, {}}, std::move(row));
}

void create_collection(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    const auto& name = change.collection;
    if (snapshot::is_kept_out(name) || model::is_like_own_table(name))
        throw refused({name, {}},
                      "Collection \"" + name + "\" cannot be created: the name is one that no snapshot shows");
    const auto* known = in.index.any_table(name);
    if (const auto kind = kind_of_table(in, name); !kind.empty() && change.after.contains("schema"))
        throw refused({name, {}}, "Collection \"" + name + "\" cannot be created: " + name + " is a " + kind + " here");
    const bool there = known && change.after.contains("schema") && !in.is_removed(name);
    const bool keyless = !in.index.is_collection(name) && !snapshot::hides_fields(name);
    if (in.row_of(ItemKind::collection, name) || (there && keyless))
        throw refused({name, {}}, "Collection \"" + name + "\" already exists");
    if (change.after.contains("schema") && !there)
        create_table(in, facts, draft, name); // one that is there is taken as it is
    const auto* meta = model::object_of(change.after, "meta");
    if (!meta) {
        leave_without_row(in, draft, {name, {}}, "collection", change.after.contains("schema"));
        return;
    }
    track(in, facts, draft, change, *meta);
}

void remove_collection(const Input& in, const Facts& facts, Draft& draft, const EntityChange& change) {
    const auto& name = change.collection;
    if (model::is_system_name(name)) throw refused({name, {}}, "System collection \"" + name + "\" cannot be deleted");
    const bool has_table = change.before->contains("schema");
    if (has_table) {
        for (const auto* key : in.index.referencing(name)) {
            const std::string other{view(key->table)};
            if (other == name || in.is_removed(other)) continue;
            const auto column = view(key->columns[0]);
            const bool ours =
                in.set.current(ItemKind::field, other, column) || in.set.current(ItemKind::relation, other, column);
            if (!ours || key->column_count != 1)
                throw refused({name, {}}, "Collection \"" + name + "\" cannot be deleted: column \"" +
                                              std::string{column} + "\" of table \"" + other + "\" references it");
        }
        auto& work = draft.table(name, SCHEMAD_DROP_TABLE);
        // two tables that point at each other go in no order unless their foreign keys went before
        if (!in.vendor.has(SCHEMAD_CAP_INLINE_FOREIGN_KEYS))
            for (const auto* key : in.index.foreign_keys(name))
                if (const auto other = view(key->referenced_table); other != name && in.is_removed(other))
                    work.drop_foreign_key(*key);
    }
    forget_references_to(in, facts, draft, name);
    forget_collection(in, facts, draft, name, has_table);
}

} // namespace

void plan_collections(const Input& in, const Facts& facts, Draft& draft) {
    std::unordered_set<std::string> ended;
    for (const auto* change : parents_first(in)) {
        check_group(in, *change, ended);
        create_collection(in, facts, draft, *change);
    }
    for (const auto& change : in.set.changes()) {
        if (change.kind != ItemKind::collection || change.action != Action::update) continue;
        if (change.forgets) {
            forget_rows_of(in, facts, draft, change.collection);
            continue;
        }
        check_group(in, change, ended);
        if (gains_table(change)) create_table(in, facts, draft, change.collection);
        const auto* row = in.row_of(ItemKind::collection, change.collection);
        const auto* before = model::object_of(*change.before, "meta");
        const auto* after = model::object_of(change.after, "meta");
        if (row && before && after)
            update_row(in, draft, ItemKind::collection, {change.collection, {}}, *row, *before,
                       without_dangling(in, facts, draft, change, before, *after));
        else if (!row && !before && after)
            track(in, facts, draft, change, *after);
    }
    for (const auto* change : children_first(in)) remove_collection(in, facts, draft, *change);
}

} // namespace schemad::plan
