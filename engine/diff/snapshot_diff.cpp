// SPDX-License-Identifier: Apache-2.0
#include "engine/diff/snapshot_diff.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/diff/rules.hpp"
#include "engine/error.hpp"
#include "engine/js/deep_diff.hpp"
#include "engine/js/value.hpp"
#include "engine/model/field_key.hpp"
#include "engine/model/items.hpp"

namespace schemad::diff {

namespace {

using model::FieldKey;
using model::FieldMap;
using model::ItemKind;
using model::text_of;
using Names = std::unordered_set<std::string_view>;

FieldKey key_of(ItemKind kind, const json::object& item) {
    return {text_of(item, "collection"), kind == ItemKind::collection ? std::string_view{} : text_of(item, "field")};
}

std::string_view first_step(const json::object& change) {
    const auto* path = change.if_contains("path");
    if (!path || path->get_array().empty() || !path->get_array()[0].is_string()) return {};
    return path->get_array()[0].get_string();
}

// The first change of an entry deletes: the whole item (no path), or something inside.
bool deletes_first(const json::object& entry, bool whole_only) {
    const auto& change = entry.at("diff").get_array()[0].get_object();
    return change.at("kind").get_string() == "D" && (!whole_only || !change.contains("path"));
}

// One comparison of a current and an uploaded snapshot, list by list.
class Comparison {
public:
    Comparison(const json::object& current, const json::object& after, Options options, json::storage_ptr storage)
        : current_(current), after_(after), options_(options), storage_(std::move(storage)) {
        require_lists();
        find_scope();
    }

    std::optional<json::object> run() {
        json::object diff(4, storage_);
        json::array lists[] = {compare(ItemKind::collection), compare(ItemKind::field), compare_system_fields(),
                               compare(ItemKind::relation)};
        for (auto& list : lists) filter(list, &list == &lists[2]);

        Names deleted; // whose fields and relations are not mentioned any more
        for (const auto& entry : lists[0])
            if (deletes_first(entry.get_object(), options_.whole_deletions))
                deleted.insert(text_of(entry.get_object(), "collection"));
        for (auto* list : {&lists[1], &lists[3]})
            drop_if(*list, [&](const json::object& entry) { return deleted.contains(text_of(entry, "collection")); });

        bool any = false;
        for (std::size_t i = 0; i < std::size(lists); ++i) {
            if (model::all_kinds[i] == ItemKind::system_field && !options_.traits.lists_system_fields) continue;
            if (options_.traits.sorted_diff) sort_by_collection(lists[i]);
            any = any || !lists[i].empty();
            diff.emplace(model::list_name(model::all_kinds[i]), std::move(lists[i]));
        }
        if (!any) return std::nullopt;
        return diff;
    }

private:
    void require_lists() const {
        const Place root;
        for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation})
            required(after_, model::list_name(kind), root);
        std::size_t index = 0;
        const auto place = root / "systemFields";
        for (const auto& item : model::list_of(after_, ItemKind::system_field))
            required(item.get_object(), "schema", place[index++]);
    }

    void find_scope() {
        const auto* version = after_.if_contains("version");
        partial_ = version && version->is_number() && js::number_of(*version) == 2;
        if (!partial_) return;
        const auto names = [&](ItemKind kind, Names& into) {
            for (const auto& item : model::list_of(after_, kind)) into.insert(text_of(item.get_object(), "collection"));
        };
        names(ItemKind::collection, stated_);
        scope_ = stated_;
        names(ItemKind::field, scope_);
        names(ItemKind::relation, scope_);
        names(ItemKind::system_field, system_scope_);
    }

    // The changes between two items as picked; empty when there are none. Null: one of the two is not there.
    json::array changes(ItemKind kind, const json::object* before, const json::object* after, bool without_schema) {
        if (!before || !after) return whole(before ? "D" : "N", kind, before ? *before : *after, without_schema);
        // mostly nothing differs, and then nothing of what is picked does: compare before copying
        if (js::equal(*before, *after)) return json::array(storage_);
        std::optional<json::object> made[2];
        const auto picked = [&](const json::object& item, std::optional<json::object>& copy) -> const json::object& {
            if (!has_unknown_index(kind, item) && model::is_picked(kind, item, without_schema)) return item;
            return copy.emplace(pick(kind, item, without_schema));
        };
        const auto &lhs = picked(*before, made[0]), &rhs = picked(*after, made[1]);
        auto found = js::deep_diff(lhs, rhs, storage_);
        if (options_.traits.collapses_meta) collapse(found, lhs, rhs);
        return found;
    }

    // Older versions know nothing of indexes, and neither compare nor pass on what is said of them.
    bool has_unknown_index(ItemKind kind, const json::object& item) const {
        if (options_.traits.tells_indexes || kind != ItemKind::field) return false;
        const auto* schema = model::object_of(item, "schema");
        return schema && schema->contains("is_indexed");
    }

    json::object pick(ItemKind kind, const json::object& item, bool without_schema) const {
        auto picked = model::pick(kind, item, storage_, without_schema);
        if (auto* schema = picked.if_contains("schema"); schema && has_unknown_index(kind, picked)) {
            schema->get_object().erase("is_indexed");
            if (schema->get_object().empty()) picked.erase("schema");
        }
        return picked;
    }

    json::array whole(std::string_view does, ItemKind kind, const json::object& item, bool without_schema) const {
        json::object change(2, storage_);
        change.emplace("kind", does);
        change.emplace(does == "D" ? "lhs" : "rhs", pick(kind, item, without_schema));
        json::array changes(storage_);
        changes.emplace_back(std::move(change));
        return changes;
    }

    // docs/spec/engine-2-model.md 3.2
    void collapse(json::array& found, const json::object& lhs, const json::object& rhs) const {
        const bool triggered = std::any_of(found.begin(), found.end(), [](const json::value& value) {
            const auto& change = value.get_object();
            const std::string_view kind = change.at("kind").get_string();
            return kind == "N" || (kind == "D" && first_step(change) == "meta");
        });
        if (!triggered) return;
        json::object whole(4, storage_);
        whole.emplace("kind", "E");
        whole.emplace("path", json::array({"meta"}, storage_));
        if (const auto* meta = lhs.if_contains("meta")) whole.emplace("lhs", *meta);
        if (const auto* meta = rhs.if_contains("meta")) whole.emplace("rhs", *meta);
        json::array collapsed(storage_);
        collapsed.emplace_back(std::move(whole));
        for (auto& change : found)
            if (first_step(change.get_object()) != "meta") collapsed.emplace_back(std::move(change));
        found = std::move(collapsed);
    }

    void add_entry(ItemKind kind, json::array& list, const json::object& named, json::array found) {
        if (found.empty()) return;
        json::object entry(4, storage_);
        const auto copy = [&](std::string_view key) {
            if (const auto* value = named.if_contains(key)) entry.emplace(key, *value);
        };
        copy("collection");
        if (kind != ItemKind::collection) copy("field");
        if (kind == ItemKind::relation) copy("related_collection");
        entry.emplace("diff", std::move(found));
        list.emplace_back(std::move(entry));
    }

    json::array compare(ItemKind kind) {
        const auto& before = model::list_of(current_, kind);
        const auto& after = model::list_of(after_, kind);
        FieldMap<const json::object*> wanted;
        wanted.reserve(after.size());
        FieldMap<std::vector<const json::object*>> again; // of a name that is listed already
        for (const auto& item : after) {
            const auto key = key_of(kind, item.get_object());
            if (!wanted.emplace(key, &item.get_object()).second) again[key].push_back(&item.get_object());
        }

        json::array list(storage_);
        model::FieldSet known; // keys that the current list has answered
        known.reserve(before.size());
        for (const auto& value : before) {
            const auto& item = value.get_object();
            const auto key = key_of(kind, item);
            const auto found = wanted.find(key);
            const auto* other = found == wanted.end() ? nullptr : found->second;
            const bool without_schema = kind == ItemKind::field && is_automatic_key(item);
            // two rows of meta may speak of one field: an item that is listed just so has no difference
            if (const auto more = again.find(key); more != again.end()) {
                const auto as_it_is = [&](const json::object* one) {
                    return !becomes_other_kind(item, *one) && changes(kind, &item, one, without_schema).empty();
                };
                if (std::any_of(more->second.begin(), more->second.end(), as_it_is)) {
                    known.insert(key);
                    continue;
                }
            }
            if (other && kind == ItemKind::field && options_.traits.changes_of_kind &&
                becomes_other_kind(item, *other)) {
                // a column becomes an alias or the other way round: one goes, the other comes, see below
                add_entry(kind, list, item, changes(kind, &item, nullptr, without_schema));
                continue;
            }
            if (other || !is_unstated(item)) add_entry(kind, list, item, changes(kind, &item, other, without_schema));
            known.insert(key);
        }
        for (const auto& value : after) {
            const auto& item = value.get_object();
            if (!known.contains(key_of(kind, item))) add_entry(kind, list, item, changes(kind, nullptr, &item, false));
        }
        return list;
    }

    json::array compare_system_fields() {
        const auto kind = ItemKind::system_field;
        // no list says nothing of them: an older snapshot, or one by hand, drops no index that Directus itself made
        if (!after_.contains(model::list_name(kind))) return json::array(storage_);
        const auto& before = model::list_of(current_, kind);
        const auto& after = model::list_of(after_, kind);
        FieldMap<const json::object*> wanted;
        for (const auto& item : after) wanted.emplace(key_of(kind, item.get_object()), &item.get_object());
        json::array list(storage_);
        model::FieldSet known;
        for (const auto& value : before) {
            const auto& item = value.get_object();
            const auto key = key_of(kind, item);
            const auto found = wanted.find(key);
            const auto missing = negated(item); // not listed: the index is to go
            add_entry(kind, list, item, changes(kind, &item, found == wanted.end() ? &missing : found->second, false));
            known.insert(key);
        }
        for (const auto& value : after) {
            const auto& item = value.get_object();
            const auto* schema = model::object_of(item, "schema");
            if (known.contains(key_of(kind, item)) || !schema || !model::truthy(*schema, "is_indexed")) continue;
            const auto missing = negated(item);
            add_entry(kind, list, item, changes(kind, &missing, &item, false));
        }
        return list;
    }

    json::object negated(const json::object& item) const {
        json::object copy(item, storage_);
        auto& schema = copy["schema"].emplace_object();
        const auto* was = model::object_of(item, "schema");
        schema["is_indexed"] = !(was && model::truthy(*was, "is_indexed"));
        return copy;
    }

    void filter(json::array& list, bool system) const {
        drop_if(list, [&](const json::object& entry) {
            if (options_.mode == Mode::merge && deletes_first(entry, true)) return true;
            return partial_ && !(system ? system_scope_ : scope_).contains(text_of(entry, "collection"));
        });
    }

    static void sort_by_collection(json::array& list) {
        std::vector<json::value> entries(std::make_move_iterator(list.begin()), std::make_move_iterator(list.end()));
        std::stable_sort(entries.begin(), entries.end(), [](const json::value& a, const json::value& b) {
            return js::compare(text_of(a.get_object(), "collection"), text_of(b.get_object(), "collection")) < 0;
        });
        std::move(entries.begin(), entries.end(), list.begin());
    }

    template <class Predicate> void drop_if(json::array& list, Predicate drop) const {
        json::array kept(storage_);
        for (auto& entry : list)
            if (!drop(entry.get_object())) kept.emplace_back(std::move(entry));
        list = std::move(kept);
    }

    bool is_unstated(const json::object& item) const {
        const auto collection = text_of(item, "collection");
        return partial_ && scope_.contains(collection) && !stated_.contains(collection) &&
               !collection.starts_with("directus_");
    }

    static bool is_automatic_key(const json::object& field) {
        const auto* schema = model::object_of(field, "schema");
        return schema && model::truthy(*schema, "is_primary_key") && model::truthy(*schema, "has_auto_increment");
    }

    static bool becomes_other_kind(const json::object& before, const json::object& after) {
        return (text_of(before, "type") == "alias") != (text_of(after, "type") == "alias");
    }

    const json::object& current_;
    const json::object& after_;
    Options options_;
    json::storage_ptr storage_;
    bool partial_ = false;
    Names stated_, scope_, system_scope_;
};

} // namespace

std::optional<json::object> snapshot_diff(const json::object& current, const json::object& after, Options options,
                                          json::storage_ptr storage) {
    return Comparison(current, after, options, std::move(storage)).run();
}

} // namespace schemad::diff
