// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "engine/adopt/adoption.hpp"
#include "engine/adopt/entries.hpp"
#include "engine/model/field_key.hpp"
#include "engine/model/forgetting.hpp"
#include "engine/model/system_fields.hpp"

namespace schemad::adopt {

namespace json = boost::json;
using model::ItemKind;
using model::text_of;

namespace {

class Forgetting {
public:
    Forgetting(const snapshot::Model& model, const model::Dialect& dialect, const Terms& terms)
        : snapshot_(model.snapshot.get_object()), terms_(terms) {
        made_.diff = empty_diff(dialect);
        find_fields_kept_off(model);
        collections();
        relations();
    }
    Adoption result() {
        for (auto& [name, one] : told_) made_.collections.push_back(std::move(one));
        std::stable_sort(made_.left_out.begin(), made_.left_out.end(), [](const LeftOut& a, const LeftOut& b) {
            return std::tie(a.collection, a.field) < std::tie(b.collection, b.field);
        });
        return std::move(made_);
    }

private:
    // A collection is forgotten as a whole: one field that is to stay keeps it.
    void find_fields_kept_off(const snapshot::Model& model) {
        for (const auto& row : model.fields.list)
            if (auto why = terms_.why_kept_off(row.collection, row.field); !why.empty())
                kept_off_.emplace(row.collection, std::string{row.field} + ": " + std::move(why));
    }

    void collections() {
        auto fields = names_of(ItemKind::field), relations = names_of(ItemKind::relation);
        for (const auto& value : model::list_of(snapshot_, ItemKind::collection)) {
            const auto& item = value.get_object();
            const auto name = text_of(item, "collection");
            if (!terms_.ask_for(name) || !model::object_of(item, "meta")) continue;
            if (auto why = why_not(item, name); !why.empty()) {
                made_.left_out.push_back({std::string{name}, {}, {}, std::move(why)});
                continue;
            }
            forgotten_.insert(name);
            add_entry(made_.diff, ItemKind::collection, item, model::forgetting(item));
            told_.emplace(name, json::object{{"collection", name},
                                             {"fields", std::move(fields[name])},
                                             {"relations", std::move(relations[name])}});
        }
    }

    std::string why_not(const json::object& item, std::string_view name) const {
        if (!item.contains("schema")) return "it is a folder: there is nothing but its meta row, and it would be gone";
        if (auto why = terms_.why_kept_off(name); !why.empty()) return why;
        const auto field = kept_off_.find(name);
        return field == kept_off_.end() ? std::string{} : "it holds " + field->second;
    }

    using NamesByCollection = std::unordered_map<std::string_view, json::array>;
    NamesByCollection names_of(ItemKind kind) const {
        NamesByCollection names;
        for (const auto& value : model::list_of(snapshot_, kind))
            if (const auto& item = value.get_object(); model::object_of(item, "meta"))
                names[text_of(item, "collection")].emplace_back(item.at("field"));
        return names;
    }

    // Those of other collections that lead to one that goes; and of one that stays the alias that such a relation
    // filled: without it Directus cannot read the collection.
    void relations() {
        for (const auto& value : model::list_of(snapshot_, ItemKind::relation)) {
            const auto& item = value.get_object();
            const auto* meta = model::object_of(item, "meta");
            if (!meta) continue;
            const auto many = text_of(item, "collection"), one = text_of(*meta, "one_collection");
            if (!forgotten_.contains(many) && !forgotten_.contains(one)) continue;
            const auto alias = text_of(*meta, "one_field");
            if (!forgotten_.contains(many)) also(ItemKind::relation, many, text_of(item, "field"));
            if (!forgotten_.contains(one) && !alias.empty()) also(ItemKind::field, one, alias);
        }
    }

    void also(ItemKind kind, std::string_view collection, std::string_view field) {
        if (auto why = terms_.why_kept_off(collection, field); !why.empty()) {
            made_.left_out.push_back({std::string{collection}, std::string{field}, {}, std::move(why)});
            return;
        }
        const auto& items = model::list_of(snapshot_, kind);
        const auto item = std::find_if(items.begin(), items.end(), [&](const json::value& value) {
            return text_of(value.get_object(), "collection") == collection &&
                   text_of(value.get_object(), "field") == field;
        });
        auto& seen = kind == ItemKind::field ? fields_ : relations_;
        if (item == items.end() || !seen.insert({collection, field}).second) return;
        add_entry(made_.diff, kind, item->get_object(), model::forgetting(item->get_object()));
        auto& told = told_
                         .try_emplace(collection, json::object{{"collection", collection},
                                                               {"fields", json::array{}},
                                                               {"relations", json::array{}}})
                         .first->second;
        told[kind == ItemKind::field ? "fields" : "relations"].as_array().emplace_back(field);
    }

    const json::object& snapshot_;
    const Terms& terms_;
    Adoption made_;
    std::unordered_map<std::string_view, std::string> kept_off_; // collections, and a field that is to stay
    std::unordered_set<std::string_view> forgotten_;
    model::FieldSet fields_, relations_; // beside them
    std::map<std::string_view, json::object> told_;
};

} // namespace

Adoption forgetting_of(const snapshot::Model& model, const model::Dialect& dialect, const Terms& terms) {
    return Forgetting(model, dialect, terms).result();
}

} // namespace schemad::adopt
