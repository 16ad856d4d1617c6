// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/references.hpp"

#include <algorithm>

#include "engine/js/value.hpp"

namespace schemad::guard {

namespace json = boost::json;
using model::ItemKind;
using model::text_of;

namespace {

class Keeper {
public:
    Keeper(ItemKind kind, const json::object* before, json::object& after, const References& references)
        : kind_(kind), before_(before), after_(after), references_(references) {}

    std::vector<std::string> run() {
        const auto own = text_of(after_, "collection");
        switch (kind_) {
        case ItemKind::collection:
            collection("group");
            field("archive_field", own);
            field("sort_field", own);
            break;
        case ItemKind::field:
            field("group", own);
            foreign_key();
            break;
        case ItemKind::relation:
            field("one_field", related_of(after_));
            for (const auto key : {"sort_field", "junction_field", "one_collection_field"}) field(key, own);
            allowed_collections();
            break;
        case ItemKind::system_field: break;
        }
        return std::move(kept_);
    }

private:
    json::value* stated(std::string_view inside, std::string_view key) {
        auto* value = after_.if_contains(inside);
        auto* object = value ? value->if_object() : nullptr;
        return object ? object->if_contains(key) : nullptr;
    }
    const json::value& was(std::string_view inside, std::string_view key) const {
        static const json::value null;
        const auto* object = before_ ? model::object_of(*before_, inside) : nullptr;
        const auto* value = object ? object->if_contains(key) : nullptr;
        return value ? *value : null;
    }
    static std::string_view name_in(const json::value& value) {
        return value.is_string() ? std::string_view{value.get_string()} : std::string_view{};
    }
    void keep(json::value& now, const json::value& before, const char* inside, const char* key) {
        if (js::equal(now, before)) return;
        now = before;
        kept_.push_back(std::string{inside} + '.' + key);
    }

    void collection(const char* key) {
        auto* now = stated("meta", key);
        if (!now) return;
        const auto ignored = [&](std::string_view name) {
            return !name.empty() && references_.ignored.collection(name);
        };
        const auto& before = was("meta", key);
        if (!ignored(name_in(*now)) && !ignored(name_in(before))) return;
        if (!before_ && references_.exists(name_in(*now), {})) return;
        keep(*now, before, "meta", key);
    }

    void field(const char* key, std::string_view owner) {
        auto* now = stated("meta", key);
        if (!now) return;
        const auto ignored = [&](std::string_view name) {
            return !name.empty() && references_.ignored.field(owner, name);
        };
        const auto& before = was("meta", key);
        if (!ignored(name_in(*now)) && !ignored(name_in(before))) return;
        if (!before_ && references_.exists(owner, name_in(*now))) return;
        keep(*now, before, "meta", key);
    }

    // The relation to an ignored collection is left out, so is the key it stands for.
    void foreign_key() {
        auto* now = stated("schema", "foreign_key_table");
        if (!now) return;
        const auto ignored = [&](const json::value& value) {
            return !name_in(value).empty() && references_.ignored.collection(name_in(value));
        };
        const auto& before = was("schema", "foreign_key_table");
        if (!ignored(*now) && !ignored(before)) return;
        keep(*now, before, "schema", "foreign_key_table");
        if (auto* column = stated("schema", "foreign_key_column"))
            keep(*column, was("schema", "foreign_key_column"), "schema", "foreign_key_column");
    }

    void allowed_collections() {
        constexpr auto key = "one_allowed_collections";
        auto* now = stated("meta", key);
        if (!now || !now->is_array()) return;
        const auto ignored = [&](const json::value& value) {
            return !name_in(value).empty() && references_.ignored.collection(name_in(value));
        };
        const auto without = [&](const json::value& list) {
            json::array rest;
            if (list.is_array())
                for (const auto& one : list.get_array())
                    if (!ignored(one)) rest.push_back(one);
            return rest;
        };
        const auto& before = was("meta", key);
        json::value kept = without(*now);
        if (before_ && js::equal(kept, json::value(without(before))) && before.is_array()) {
            kept = before; // in its order
        } else {
            const auto& from = before_ ? before : *now;
            if (from.is_array())
                for (const auto& one : from.get_array())
                    if (ignored(one) && (before_ || references_.exists(name_in(one), {})))
                        kept.get_array().push_back(one);
            // nothing of it is ignored: its own order stands
            if (kept.get_array().size() == now->get_array().size() &&
                std::none_of(kept.get_array().begin(), kept.get_array().end(), ignored))
                return;
        }
        keep(*now, kept, "meta", key);
    }

    const ItemKind kind_;
    const json::object* const before_;
    json::object& after_;
    const References& references_;
    std::vector<std::string> kept_;
};

} // namespace

std::vector<std::string> keep_references(ItemKind kind, const json::object* before, json::object& after,
                                         const References& references) {
    return Keeper(kind, before, after, references).run();
}

std::string_view related_of(const json::object& relation) noexcept {
    if (const auto related = text_of(relation, "related_collection"); !related.empty()) return related;
    const auto* meta = model::object_of(relation, "meta");
    return meta ? text_of(*meta, "one_collection") : std::string_view{};
}

} // namespace schemad::guard
