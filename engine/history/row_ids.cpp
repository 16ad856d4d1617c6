// SPDX-License-Identifier: Apache-2.0
#include "engine/history/row_ids.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/js/value.hpp"

namespace schemad::history {

namespace json = boost::json;
using model::ItemKind;
using model::text_of;

namespace {

constexpr ItemKind numbered[] = {ItemKind::field, ItemKind::relation}; // a collection's row is named

// The meta object of what an entry creates; null for any other entry.
template <class Found> void each_creation(json::object& diff, Found&& found) {
    for (const auto kind : numbered) {
        auto* list = diff.if_contains(model::list_name(kind));
        if (!list || !list->is_array()) continue;
        for (auto& value : list->get_array()) {
            auto& entry = value.as_object();
            for (auto& change : entry.at("diff").as_array()) {
                auto& one = change.as_object();
                if (one.contains("path") || one.at("kind").as_string() != "N") continue;
                auto* item = one.at("rhs").if_object();
                auto* meta = item ? item->if_contains("meta") : nullptr;
                if (meta && meta->is_object())
                    found(row_key(kind, text_of(entry, "collection"), text_of(entry, "field")), meta->get_object());
            }
        }
    }
}

} // namespace

std::string row_key(ItemKind kind, std::string_view collection, std::string_view field) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    key.append(collection).append(1, '\0').append(field);
    return key;
}

RowIds row_ids_of(const snapshot::Model& model) {
    RowIds ids;
    for (const auto& row : model.fields.list) ids.emplace(row_key(ItemKind::field, row.collection, row.field), row.id);
    for (const auto& row : model.relations.list)
        ids.emplace(row_key(ItemKind::relation, row.collection, row.field), row.id);
    return ids;
}

void put_row_ids(json::object& diff, const RowIds& ids) {
    each_creation(diff, [&](const std::string& key, json::object& meta) {
        if (const auto found = ids.find(key); found != ids.end()) meta["id"] = found->second;
    });
}

void take_row_ids(json::object& diff, RowIds& into) {
    each_creation(diff, [&](const std::string& key, json::object& meta) {
        const auto* id = meta.if_contains("id");
        if (id && id->is_int64()) into[key] = id->get_int64();
        meta.erase("id");
    });
}

void as_read(json::object& snapshot, const RowIds& ids, const model::Dialect& dialect) {
    for (const auto kind : model::all_kinds) {
        auto* value = snapshot.if_contains(model::list_name(kind));
        if (!value || !value->is_array()) continue;
        auto& list = value->get_array();
        const auto shown = [kind](const json::object& item) { // of system fields those with an index
            const auto* schema = kind == ItemKind::system_field ? model::object_of(item, "schema") : nullptr;
            return !schema || model::truthy(*schema, "is_indexed");
        };
        const bool by_field = kind == ItemKind::system_field || dialect->ordered_by_name;
        struct Ranked {
            std::string_view collection, field;
            std::int64_t id;
            std::size_t at;
        };
        std::vector<Ranked> ranks;
        ranks.reserve(list.size());
        for (std::size_t at = 0; at < list.size(); ++at) {
            const auto& one = list[at].get_object();
            if (!shown(one)) continue;
            const auto collection = text_of(one, "collection"), field = text_of(one, "field");
            const auto found = ids.find(row_key(kind, collection, field));
            ranks.push_back(
                {collection, field, found == ids.end() ? std::numeric_limits<std::int64_t>::max() : found->second, at});
        }
        std::stable_sort(ranks.begin(), ranks.end(), [by_field](const Ranked& a, const Ranked& b) {
            if (const int names = js::compare(a.collection, b.collection)) return names < 0;
            return by_field ? js::compare(a.field, b.field) < 0 : a.id < b.id;
        });
        json::array ordered(list.storage());
        ordered.reserve(ranks.size());
        for (const auto& rank : ranks) ordered.emplace_back(list[rank.at]);
        list = std::move(ordered);
    }
}

} // namespace schemad::history
