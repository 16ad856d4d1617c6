// SPDX-License-Identifier: Apache-2.0
#include "server/cli/changes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include <boost/json.hpp>

#include "server/cli/property_words.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object* object_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

// The objects of a list, whatever else stands in it or instead of it.
std::vector<const json::object*> items_in(const json::object& object, std::string_view key) {
    std::vector<const json::object*> items;
    const auto* value = object.if_contains(key);
    const auto* list = value ? value->if_array() : nullptr;
    if (list)
        for (const auto& one : *list)
            if (one.is_object()) items.push_back(&one.get_object());
    return items;
}

std::uint64_t count_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_int64() && value->get_int64() > 0 ? static_cast<std::uint64_t>(value->get_int64())
           : value && value->is_uint64()                        ? value->get_uint64()
                                                                : 0;
}

class Collector {
public:
    Changes take(const json::object& diff, const json::object* plan, const json::object* records) {
        for (const auto* item : items_in(diff, "collections")) add(*item, Change::Of::collection);
        for (const auto* item : items_in(diff, "fields")) add(*item, Change::Of::field);
        for (const auto* item : items_in(diff, "systemFields")) add(*item, Change::Of::field);
        for (const auto* item : items_in(diff, "relations")) add(*item, Change::Of::relation);
        if (records && !plan) take_records(*records);
        if (plan) look_at(*plan);
        for (auto& [name, list] : found_) all_.collections.push_back({name, std::move(list)});
        return std::move(all_);
    }

private:
    void add(const json::object& item, Change::Of of) {
        Change change;
        change.of = of;
        if (of == Change::Of::field) change.name = text_in(item, "field");
        if (of == Change::Of::relation) change.name = relation_name(item);
        for (const auto* one : items_in(item, "diff")) {
            const auto kind = text_in(*one, "kind");
            const bool whole = !one->contains("path");
            const auto* value = one->if_contains(kind == "D" ? "lhs" : "rhs");
            if (whole && (kind == "N" || kind == "D")) {
                change.kind = kind == "N" ? Change::Kind::added : Change::Kind::removed;
                if (!value) continue;
                change.words = of == Change::Of::collection ? collection_in_words(*value)
                               : of == Change::Of::field    ? field_in_words(*value)
                                                            : relation_in_words(*value);
            } else {
                change.words.push_back(property_change(*one));
            }
        }
        auto& count = change.kind == Change::Kind::added     ? all_.added
                      : change.kind == Change::Kind::changed ? all_.changed
                                                             : all_.removed;
        ++count;
        if (change.kind == Change::Kind::removed && of != Change::Of::relation) ++all_.destructive;
        found_[text_in(item, "collection")].push_back(std::move(change));
    }

    void add_record(std::string_view collection, std::string key, Change::Kind kind) {
        auto& list = found_[std::string(collection)];
        for (const auto& one : list)
            if (one.of == Change::Of::record && one.name == key && key != "new") return; // several steps may be of one
        ++(kind == Change::Kind::added ? all_.added : kind == Change::Kind::changed ? all_.changed : all_.removed);
        Change change;
        change.kind = kind, change.of = Change::Of::record, change.name = std::move(key);
        list.push_back(std::move(change));
    }

    static std::string key_in_words(const json::value& key) {
        return key.is_string() ? std::string(key.get_string()) : json::serialize(key);
    }

    void take_records(const json::object& records) {
        const auto* parts = records.if_contains("collections");
        if (const auto* told = parts ? parts->if_object() : nullptr) // of an entry of the history
            for (const auto& part : *told)
                if (const auto* part_of = part.value().if_object()) take_told(part.key(), *part_of);
        for (const auto* part : items_in(records, "collections")) {
            const auto collection = text_in(*part, "collection");
            for (const auto* item : items_in(*part, "items")) {
                const auto* key = item->if_contains("id");
                add_record(collection, key ? key_in_words(*key) : "new", Change::Kind::changed);
            }
            if (const auto* gone = part->if_contains("delete"); gone && gone->is_array())
                for (const auto& key : gone->get_array()) {
                    add_record(collection, key_in_words(key), Change::Kind::removed);
                    ++all_.destructive;
                }
        }
    }

    void take_told(std::string_view collection, const json::object& part) {
        for (const auto* list : {"created", "deleted"})
            if (const auto* keys = part.if_contains(list); keys && keys->is_array())
                for (const auto& key : keys->get_array())
                    add_record(collection, key_in_words(key),
                               *list == 'c' ? Change::Kind::added : Change::Kind::removed);
        if (const auto* updated = object_in(part, "updated"))
            for (const auto& one : *updated) add_record(collection, one.key(), Change::Kind::changed);
    }

    void look_at_record(const std::string& entity, const std::string& action) {
        const auto slash = entity.find('/');
        add_record(entity.substr(0, slash), slash == std::string::npos ? "rows" : entity.substr(slash + 1),
                   action.starts_with("insert")   ? Change::Kind::added
                   : action.starts_with("delete") ? Change::Kind::removed
                                                  : Change::Kind::changed);
    }

    // The change that the plan calls "posts.rating" or "posts"; names may hold points, so they are joined, not split.
    Change* named(std::string_view entity, bool relation = false) {
        for (auto& [collection, list] : found_) {
            if (!entity.starts_with(collection)) continue;
            auto rest = entity.substr(collection.size());
            if (!rest.empty() && rest.front() != '.') continue;
            if (!rest.empty()) rest.remove_prefix(1);
            for (auto& change : list)
                if ((change.of == Change::Of::relation) == relation && change.name == rest) return &change;
        }
        return nullptr;
    }

    void look_at(const json::object& plan) {
        all_.counted = true;
        all_.destructive = 0;
        for (const auto* step : items_in(plan, "steps")) {
            const auto entity = text_in(*step, "entity");
            if (text_in(*step, "kind") == "record") look_at_record(entity, text_in(*step, "action"));
            for (const auto* block : items_in(*step, "blocked_by")) tell_in_the_way(entity, *block);
            if (const auto* destroys = object_in(*step, "destroys_data"))
                tell_lost(entity, text_in(*step, "table"), *destroys);
            if (const auto* names = step->if_contains("protected"); names && names->is_array()) {
                ++all_.blocked;
                auto* change = named(entity);
                const std::string text = "protected: an apply would be refused";
                if (change && (change->in_the_way.empty() || change->in_the_way.back() != text))
                    change->in_the_way.push_back(text); // several steps may be of one thing
            }
        }
        if (const auto* list = plan.if_contains("warnings"); list && list->is_array())
            for (const auto& one : list->get_array())
                if (one.is_string()) all_.warnings.emplace_back(one.get_string());
    }

    void tell_lost(const std::string& entity, const std::string& table, const json::object& destroys) {
        const auto count = count_in(destroys, "count");
        const auto what = text_in(destroys, "what"), along = text_in(destroys, "along");
        const bool rows = what == "rows";
        (rows ? all_.rows_lost : all_.values_lost) += count;
        ++all_.destructive;
        auto text = count == 0 ? std::string("empty")
                    : rows     ? counted_in_words(count, "row", "rows") + " lost"
                               : counted_in_words(count, "value", "values") + " lost";
        if (!along.empty()) text += ", and " + along;
        const bool own =
            table.empty() || entity == table || entity.starts_with(table + '.'); // not of Directus's tables
        auto* change = own ? named(entity) : nullptr;
        if (change && change->lost.empty() && change->kind != Change::Kind::added)
            change->lost = text;
        else if (count > 0)
            all_.also_lost.push_back(text + " of " + (table.empty() ? entity : table));
    }

    void tell_in_the_way(const std::string& entity, const json::object& block) {
        ++all_.blocked;
        auto text = counted_in_words(count_in(block, "count"), "row", "rows") + " in the way";
        if (const auto reason = text_in(block, "reason"); !reason.empty()) text += ": " + reason;
        if (const auto* keys = block.if_contains("keys"); keys && keys->is_array() && !keys->get_array().empty())
            text += " (key " + json::serialize(keys->get_array()).substr(1);
        if (text.ends_with(']')) text.back() = ')';
        auto* change = named(entity);
        if (!change) change = named(text_in(block, "collection") + '.' + text_in(block, "field"));
        if (change)
            change->in_the_way.push_back(text);
        else
            all_.warnings.push_back(entity + ": " + text);
    }

    Changes all_;
    std::map<std::string, std::vector<Change>> found_;
};

} // namespace

Changes changes_of(const json::object& diff, const json::object* plan, const json::object* records) {
    return Collector().take(diff, plan, records);
}

std::string counted_in_words(std::uint64_t count, const char* one, const char* more) {
    return std::to_string(count) + ' ' + (count == 1 ? one : more);
}

std::string loss_in_words(const Changes& changes) {
    if (!changes.counted) return changes.destroys() ? "what is removed goes with its rows, which nobody counted" : "";
    if (!changes.destroys()) return {};
    if (changes.rows_lost + changes.values_lost == 0) return "nothing, as what is removed is empty";
    const auto rows = counted_in_words(changes.rows_lost, "row", "rows"),
               values = counted_in_words(changes.values_lost, "value", "values");
    return changes.rows_lost && changes.values_lost ? rows + " and " + values : changes.values_lost ? values : rows;
}

std::string destruction_in_words(const Changes& changes) {
    if (!changes.counted) return "what it removes goes with its rows, which nobody counted";
    return changes.rows_lost + changes.values_lost ? "it would destroy " + loss_in_words(changes)
                                                   : "it would remove what is empty now";
}

std::string counts_in_words(const Changes& changes, bool past) {
    if (past)
        return std::to_string(changes.added) + " added, " + std::to_string(changes.changed) + " changed, " +
               std::to_string(changes.removed) + " removed";
    return std::to_string(changes.added) + " to add, " + std::to_string(changes.changed) + " to change, " +
           std::to_string(changes.removed) + " to remove";
}

} // namespace schemad::cli
