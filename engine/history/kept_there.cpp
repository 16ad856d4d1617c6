// SPDX-License-Identifier: Apache-2.0
#include "engine/history/kept_there.hpp"

#include <algorithm>

#include "engine/model/forgetting.hpp"
#include "engine/model/items.hpp"
#include "engine/snapshot/catalog_index.hpp"

namespace schemad::history {

namespace json = boost::json;
using model::ItemKind;
using model::text_of;

namespace {

bool was_there(ItemKind kind, const json::object& item, const snapshot::CatalogIndex& before) {
    const auto collection = text_of(item, "collection"), field = text_of(item, "field");
    const auto* schema = model::object_of(item, "schema");
    if (!schema) return false; // a folder, an alias, a relation by its row alone: nothing of the database's
    if (kind == ItemKind::collection) return before.any_table(collection) != nullptr;
    if (kind == ItemKind::field) return before.column(collection, field) != nullptr;
    const auto& keys = before.foreign_keys(collection);
    return std::any_of(keys.begin(), keys.end(), [&](const schemad_foreign_key* key) {
        return key->column_count == 1 && view(key->columns[0]) == field &&
               view(key->referenced_table) == text_of(*schema, "foreign_key_table");
    });
}

bool is_whole(const json::object& change) {
    const auto* path = change.if_contains("path");
    return !path || path->as_array().empty();
}

bool empties_meta(const json::object& change) {
    const auto *path = change.if_contains("path"), *rhs = change.if_contains("rhs");
    return path && *path == json::array{"meta"} && rhs && rhs->is_null();
}

} // namespace

void forget_what_was_there(json::object& back, const schemad_catalog& before) {
    const snapshot::CatalogIndex index(before);
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation}) {
        auto* list = back.if_contains(model::list_name(kind));
        if (!list) continue;
        for (auto& entry : list->as_array()) {
            auto& changes = entry.as_object().at("diff").as_array();
            for (auto& value : changes) {
                auto& change = value.as_object();
                const auto& word = change.at("kind").as_string();
                const auto* lost = word == "D" && is_whole(change) ? change.at("lhs").if_object() : nullptr;
                auto forget = lost && was_there(kind, *lost, index) ? model::forgetting(*lost) : json::object{};
                // of the versions that list what has no row (traits.lists_untracked)
                if (word == "E" && empties_meta(change)) forget = model::forgetting({{"meta", change.at("lhs")}});
                if (forget.empty()) continue;
                changes = json::array{std::move(forget)};
                break;
            }
        }
    }
}

} // namespace schemad::history
