// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/translate.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/app_defaults.hpp"
#include "engine/model/field_types.hpp"
#include "engine/model/system_fields.hpp"
#include "engine/translate/columns.hpp"
#include "engine/translate/complete.hpp"
#include "engine/translate/meta.hpp"
#include "engine/translate/relations.hpp"
#include "engine/translate/same_dialect.hpp"
#include "engine/translate/special_flags.hpp"
#include "engine/translate/system_indexes.hpp"
#include "engine/translate/unheld.hpp"

namespace schemad::translate {

namespace {

using model::object_of;
using model::text_of;

bool is_untracked(const json::object& item) {
    const auto* meta = item.if_contains("meta");
    return meta && meta->is_null();
}

class Walk {
public:
    Walk(const json::object& uploaded, const Here& here, const Origin& origin, json::storage_ptr storage)
        : stated_(uploaded), here_(here), origin_(origin), storage_(std::move(storage)),
          partial_(js::equal(version_of(uploaded), 2)) {}

    Translation run(DiffMode mode) {
        complete(stated_, here_);
        Columns columns(stated_, here_, origin_, notes_, storage_);
        json::object made(7, storage_);
        made.emplace("version", partial_ && here_.dialect->partial_snapshots ? 2 : 1);
        made.emplace("directus", here_.dialect.version_in_snapshots());
        made.emplace("vendor", here_.dialect.vendor());
        made.emplace("collections", list(ItemKind::collection, [&](const auto& item) { return collection(item); }));
        made.emplace("fields", list(ItemKind::field, [&](const auto& item) { return field(item, columns); }));
        if (here_.dialect->lists_system_fields)
            made.emplace("systemFields", system_indexes_of(stated_, here_, origin_, notes_, storage_));
        else
            system_indexes_of(stated_, here_, origin_, notes_, storage_); // told, each of them
        const Relations relations(stated_, here_, origin_, storage_);
        made.emplace("relations",
                     list(ItemKind::relation, [&](const auto& item) { return relation(item, relations); }));
        take_out_unheld(made, here_, mode, notes_);
        const Items found(made);
        auto report = report_of(stated_, found, here_, origin_, notes_);
        return {json::value(std::move(made)), std::move(report), false, {}};
    }

private:
    static const json::value& version_of(const json::object& uploaded) {
        static const json::value one(1);
        const auto* version = uploaded.if_contains("version");
        return version ? *version : one;
    }

    template <class Make> json::array list(ItemKind kind, Make&& make) {
        json::array made(storage_);
        made.reserve(stated_.list(kind).size());
        for (const auto* item : stated_.list(kind))
            if (auto one = make(*item)) made.push_back(std::move(*one));
        for (const auto* there : here_.items.list(kind))
            if (is_not_meant(kind, *there)) made.emplace_back(*there);
        if (here_.dialect->ordered_by_name) sort_by_name(made);
        return made;
    }

    static void sort_by_name(json::array& list) {
        std::vector<json::value> items(std::make_move_iterator(list.begin()), std::make_move_iterator(list.end()));
        std::stable_sort(items.begin(), items.end(), [](const json::value& a, const json::value& b) {
            const auto &x = a.get_object(), &y = b.get_object();
            const auto order = js::compare(text_of(x, "collection"), text_of(y, "collection"));
            return order != 0 ? order < 0 : js::compare(text_of(x, "field"), text_of(y, "field")) < 0;
        });
        std::move(items.begin(), items.end(), list.begin());
    }

    // There, and nothing that the upload could have stated: it stays out of the comparison.
    bool is_not_meant(ItemKind kind, const json::object& there) const {
        const auto name = key_of(kind, there);
        if (stated_.find(kind, name.collection, name.field)) return false;
        if (!stated_.lists(kind)) return true;
        if (is_untracked(there) && !origin_.dialect->lists_untracked) return true;
        // a collection that the upload knows as another's built-in field is of no field here either
        if (kind == ItemKind::field && origin_.dialect.system().contains(name.collection, name.field)) return true;
        return partial_ && !here_.dialect->partial_snapshots && !stated_.find(ItemKind::collection, name.collection);
    }

    // An older version lists what no meta row tracks, a newer one does not show it; a key it needs all the same.
    bool is_lost_untracked(ItemKind kind, const json::object& item) {
        if (!is_untracked(item) || here_.dialect->lists_untracked || !origin_.dialect->lists_untracked) return false;
        const auto name = key_of(kind, item);
        if (here_.items.find(kind, name.collection, name.field)) return false; // tracked here, and stays so
        const auto* schema = object_of(item, "schema");
        if (kind == ItemKind::field && schema && model::truthy(*schema, "is_primary_key")) {
            const auto* owner = stated_.find(ItemKind::collection, name.collection);
            if (owner && !is_untracked(*owner)) return false;
        }
        notes_.add(kind, name.collection, name.field, {},
                   "no meta row tracks it, and Directus " + here_.dialect.version() + " shows nothing of that kind");
        return true;
    }

    std::optional<json::object> collection(const json::object& item) {
        const auto name = text_of(item, "collection");
        if (is_lost_untracked(ItemKind::collection, item)) return std::nullopt;
        json::object made(3, storage_);
        made.emplace("collection", name);
        if (stays_untracked(item, here_, origin_))
            made.emplace("meta", nullptr);
        else
            made.emplace("meta", meta_of(ItemKind::collection, item, model::app_meta_of_collection(is_junction(name)),
                                         {{"collection", name}}, here_, origin_, storage_));
        if (is_table(stated_, here_, name)) made.emplace("schema", json::object({{"name", name}}, storage_));
        return made;
    }

    // Made for two relations alone: only what somebody wrote by hand implies one.
    bool is_junction(std::string_view name) const {
        const auto* item = stated_.find(ItemKind::collection, name);
        if (!item || !stated_.is_added(*item)) return false;
        return std::any_of(stated_.list(ItemKind::relation).begin(), stated_.list(ItemKind::relation).end(),
                           [&](const json::object* relation) {
                               const auto* meta = object_of(*relation, "meta");
                               return text_of(*relation, "collection") == name && meta &&
                                      !text_of(*meta, "junction_field").empty();
                           });
    }

    std::optional<json::object> field(const json::object& item, Columns& columns) {
        const auto collection = text_of(item, "collection"), name = text_of(item, "field");
        if (here_.dialect.system().contains(collection, name)) {
            notes_.add(ItemKind::field, collection, name, {},
                       "Directus " + here_.dialect.version() + " has a field of its own by this name");
            return std::nullopt;
        }
        if (is_lost_untracked(ItemKind::field, item) || is_of_lost(collection)) return std::nullopt;
        const bool column = has_column(item);
        const auto* held = column ? columns.of(item) : nullptr;
        if (column && !held) { // what is there is nothing to take for what cannot be held
            const auto* there = here_.items.find(ItemKind::field, collection, name);
            if (there) return json::object(*there, storage_);
            return std::nullopt;
        }
        const std::string_view type = column ? std::string_view(held->type) : "alias";
        json::object made(5, storage_);
        made.emplace("collection", collection);
        made.emplace("field", name);
        made.emplace("type", type);
        if (stays_untracked(item, here_, origin_))
            made.emplace("meta", nullptr);
        else
            made.emplace("meta", field_meta(item, held));
        if (column) made.emplace("schema", held->schema);
        return made;
    }

    // A field of a table that is left out as a whole.
    bool is_of_lost(std::string_view collection) const {
        const auto* owner = stated_.find(ItemKind::collection, collection);
        return owner && is_untracked(*owner) && !here_.dialect->lists_untracked && origin_.dialect->lists_untracked &&
               !here_.items.find(ItemKind::collection, collection);
    }

    json::object field_meta(const json::object& item, const Column* held) {
        const auto stated_type = text_of(item, "type");
        const auto points_to = held ? text_of(held->schema, "foreign_key_table") : std::string_view{};
        model::ColumnRole role{stated_type, false, false, points_to};
        if (held) {
            if (role.type.empty()) role.type = held->type;
            role.is_key = model::truthy(held->schema, "is_primary_key");
            role.counts_up = model::truthy(held->schema, "has_auto_increment");
            if (role.is_key && role.counts_up) role.type = held->type; // it keeps its type, and the flags of that
        }
        auto app = held ? model::app_meta_of_column(role) : model::app_meta_of_alias(stated_type);
        const auto collection = text_of(item, "collection");
        const auto* meta = object_of(item, "meta");
        const auto* there = here_.items.find(ItemKind::field, collection, text_of(item, "field"));
        const auto* sort = meta ? meta->if_contains("sort") : nullptr;
        const bool has_place = sort && (origin_.dialect->numbers_fields || !sort->is_null());
        if (!there && !has_place && here_.dialect->numbers_fields) app["sort"] = place_of(item);
        json::object fixed{{"collection", collection}, {"field", text_of(item, "field")}};
        fixed["special"] = special_flags(item, role.type, points_to, here_, origin_);
        return meta_of(ItemKind::field, item, app, fixed, here_, origin_, storage_);
    }

    // Behind those that are there, in the order in which they are stated.
    std::int64_t place_of(const json::object& item) {
        const auto collection = text_of(item, "collection");
        auto [at, fresh] = places_.emplace(collection, 0);
        if (fresh)
            for (const auto* fields : {&here_.items.fields_of(collection), &stated_.fields_of(collection)})
                for (const auto* field : *fields) {
                    const auto* meta = object_of(*field, "meta");
                    const auto* sort = meta ? meta->if_contains("sort") : nullptr;
                    if (sort && sort->is_number())
                        at->second = std::max(at->second, js::truncated(std::min(js::number_of(*sort), 9e15)));
                }
        return ++at->second;
    }

    std::optional<json::object> relation(const json::object& item, const Relations& relations) {
        if (is_lost_untracked(ItemKind::relation, item) || is_of_lost(text_of(item, "collection"))) return std::nullopt;
        return relations.made(item);
    }

    Items stated_;
    const Here& here_;
    const Origin& origin_;
    json::storage_ptr storage_;
    const bool partial_;
    Notes notes_;
    std::unordered_map<std::string_view, std::int64_t> places_;
};

// What this very database cannot hold is all that there is to look for.
Translation as_it_is(const json::value& uploaded, const Here& here, const Origin& origin, DiffMode mode,
                     const json::storage_ptr& storage) {
    Notes notes;
    auto looked = looked_at(uploaded.get_object(), here, mode, storage);
    if (looked.left_out.empty())
        return {std::nullopt, report_of_same(uploaded.get_object(), here, origin), true, std::move(looked.difference)};
    json::object copy(uploaded.get_object(), storage);
    take_out_unheld(copy, here, mode, notes);
    const Items stated(uploaded.get_object()), found(copy);
    auto report = report_of(stated, found, here, origin, notes);
    return {json::value(std::move(copy)), std::move(report), false, {}};
}

} // namespace

Translation translate(const json::value& uploaded, const Here& here, const Origin& origin, DiffMode mode,
                      json::storage_ptr storage) {
    if (is_spoken_as_here(uploaded.get_object(), here, origin)) return as_it_is(uploaded, here, origin, mode, storage);
    return Walk(uploaded.get_object(), here, origin, std::move(storage)).run(mode);
}

} // namespace schemad::translate
