// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/ignored.hpp"

#include <unordered_map>
#include <unordered_set>

#include "engine/error.hpp"
#include "engine/guard/references.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::guard {

namespace {

using model::FieldKey;
using model::ItemKind;
using model::text_of;
using plan::Action;
using plan::name_of;

bool is_ignored(const NamePatterns& ignored, ItemKind kind, const json::object& item) {
    const auto collection = text_of(item, "collection");
    if (kind == ItemKind::collection) return ignored.collection(collection);
    if (ignored.field(collection, text_of(item, "field"))) return true;
    if (kind != ItemKind::relation) return false;
    const auto related = related_of(item);
    return !related.empty() && ignored.collection(related);
}

using Keys = model::FieldSet;

FieldKey key_of(const json::object& item) { return {text_of(item, "collection"), text_of(item, "field")}; }

// The relations that one snapshot leaves out are left out of the other as well: they may point elsewhere there.
void collect_relations(const json::object& snapshot, const NamePatterns& ignored, Keys& into) {
    for (const auto& value : model::list_of(snapshot, ItemKind::relation))
        if (is_ignored(ignored, ItemKind::relation, value.get_object())) into.insert(key_of(value.get_object()));
}

// A field alone would otherwise ask for the key that its relation stands for.
void hide_key(json::object& field, const NamePatterns& ignored, bool hidden) {
    auto* schema = field.if_contains("schema");
    if (!schema || !schema->is_object()) return;
    const auto table = text_of(schema->get_object(), "foreign_key_table");
    if (!hidden && (table.empty() || !ignored.collection(table))) return;
    for (const auto key : {"foreign_key_table", "foreign_key_column"})
        if (auto* value = schema->get_object().if_contains(key)) *value = nullptr;
}

json::object without(const json::object& snapshot, const NamePatterns& ignored, const Keys& relations,
                     const json::storage_ptr& storage) {
    json::object rest(storage);
    for (const auto& member : snapshot) {
        const auto kind = [&]() -> const ItemKind* {
            for (const auto& one : model::all_kinds)
                if (member.key() == model::list_name(one) && member.value().is_array()) return &one;
            return nullptr;
        }();
        if (!kind) {
            rest.emplace(member.key(), member.value());
            continue;
        }
        json::array items(storage);
        for (const auto& value : member.value().get_array()) {
            const auto& item = value.get_object();
            if (is_ignored(ignored, *kind, item)) continue;
            if (*kind == ItemKind::relation && relations.contains(key_of(item))) continue;
            auto& kept = items.emplace_back(item).get_object();
            if (*kind == ItemKind::field) hide_key(kept, ignored, relations.contains(key_of(kept)));
        }
        rest.emplace(member.key(), std::move(items));
    }
    return rest;
}

// What is there, by name.
class NamesThere {
public:
    explicit NamesThere(const json::object& snapshot) {
        for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::system_field})
            for (const auto& value : model::list_of(snapshot, kind)) names_.insert(key_of(value.get_object()));
    }
    bool operator()(std::string_view collection, std::string_view field) const {
        return names_.contains(FieldKey{collection, field});
    }

private:
    Keys names_;
};

const char* property_of(ItemKind kind) {
    switch (kind) {
    case ItemKind::collection: return "collection";
    case ItemKind::field: return "field";
    case ItemKind::system_field: return "index";
    case ItemKind::relation: return "relation";
    }
    return "";
}

// A relation may be sent to an ignored collection by any of its changes.
bool points_to_ignored(const json::object& entry, const NamePatterns& ignored) {
    const auto related = text_of(entry, "related_collection");
    if (!related.empty() && ignored.collection(related)) return true;
    for (const auto& value : entry.at("diff").get_array()) {
        const auto& change = value.get_object();
        const auto* rhs = change.if_contains("rhs");
        if (!rhs) continue;
        if (const auto* item = rhs->if_object())
            if (const auto to = related_of(*item); !to.empty() && ignored.collection(to)) return true;
        const auto* path = change.if_contains("path");
        const bool renames = path && !path->get_array().empty() && path->get_array().back().is_string() &&
                             (path->get_array().back().get_string() == "related_collection" ||
                              path->get_array().back().get_string() == "one_collection");
        if (renames && rhs->is_string() && ignored.collection(rhs->get_string())) return true;
    }
    return false;
}

} // namespace

json::object shown(const json::object& snapshot, const NamePatterns& ignored, json::storage_ptr storage) {
    return without(snapshot, ignored, {}, storage);
}

Compared comparable(const json::object& whole, const json::object& uploaded, const NamePatterns& ignored,
                    json::storage_ptr storage) {
    Keys relations;
    collect_relations(whole, ignored, relations);
    collect_relations(uploaded, ignored, relations);
    Compared both{without(whole, ignored, relations, storage), without(uploaded, ignored, relations, storage)};
    const NamesThere known(whole);
    const References references{ignored, known};
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation}) {
        model::FieldMap<const json::object*> current;
        for (const auto& value : model::list_of(both.current, kind))
            current.emplace(key_of(value.get_object()), &value.get_object());
        auto* list = both.uploaded.if_contains(model::list_name(kind));
        if (!list || !list->is_array()) continue;
        for (auto& value : list->get_array()) {
            const auto found = current.find(key_of(value.get_object()));
            keep_references(kind, found == current.end() ? nullptr : found->second, value.get_object(), references);
        }
    }
    return both;
}

json::object entries_left(const json::object& diff, const json::object& whole, const NamePatterns& ignored,
                          LeftOuts& left_out) {
    Keys relations;
    collect_relations(whole, ignored, relations);
    json::object rest;
    for (const auto kind : model::all_kinds) {
        json::array entries;
        for (const auto& value : model::list_of(diff, kind)) {
            const auto& entry = value.get_object();
            const bool out = is_ignored(ignored, kind, entry) ||
                             (kind == ItemKind::relation &&
                              (relations.contains(key_of(entry)) || points_to_ignored(entry, ignored)));
            if (out)
                left_out.push_back({std::string{text_of(entry, "collection")}, std::string{text_of(entry, "field")},
                                    property_of(kind), "ignored by this project"});
            else
                entries.push_back(entry);
        }
        rest.emplace(model::list_name(kind), std::move(entries));
    }
    return rest;
}

void keep_ignored(plan::ChangeSet& set, const snapshot::Model& whole, const NamePatterns& ignored) {
    const NamesThere known(whole.snapshot.get_object());
    const References references{ignored, known};
    std::unordered_set<std::string_view> removed;
    for (auto& change : set.changes()) {
        if (change.action == Action::remove) {
            if (change.kind == ItemKind::collection) removed.insert(change.collection);
            continue;
        }
        if (change.forgets) continue; // it says nothing any more
        for (const auto& property : keep_references(change.kind, change.before, change.after, references))
            set.left_out.push_back(
                {change.collection, change.field, property, "kept as it is, it names what this project ignores"});
    }
    if (removed.empty()) return;
    const auto refuse = [&](std::string_view collection, const std::string& why) {
        throw invalid_payload("Collection \"" + std::string{collection} + "\" cannot be deleted: " + why);
    };
    const auto look = [&](std::string_view collection, std::string_view field) {
        if (removed.contains(collection) && ignored.field(collection, field))
            refuse(collection, "it holds \"" + name_of(collection, field) + "\", which this project ignores");
    };
    for (const auto& column : columns(*whole.catalog)) look(view(column.table), view(column.name));
    for (const auto& row : whole.fields.list) look(row.collection, row.field);
    for (const auto& key : foreign_keys(*whole.catalog)) {
        const auto from = view(key.table), to = view(key.referenced_table);
        if (!removed.contains(to) || removed.contains(from)) continue;
        for (std::size_t i = 0; i < key.column_count; ++i)
            if (ignored.field(from, view(key.columns[i])))
                refuse(to,
                       "\"" + name_of(from, view(key.columns[i])) + "\", which this project ignores, references it");
    }
}

} // namespace schemad::guard
