// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/unheld.hpp"

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/plan/plan.hpp"

namespace schemad::translate {

namespace {

constexpr ItemKind with_rows[] = {ItemKind::collection, ItemKind::field, ItemKind::relation};

// "schema.default_value"
struct Property {
    explicit Property(std::string_view path)
        : object(path.substr(0, path.find('.'))),
          key(path.size() > object.size() ? path.substr(object.size() + 1) : std::string_view{}) {}
    std::string_view object, key;
    bool is_plain() const { return object == "schema" || object == "meta"; }
};

// One look of the planner at the model, and what it had to leave out.
class Round {
public:
    // first: what is left out of an entity that is there stays as it is there; else it is as without it.
    Round(json::object& made, const Here& here, Notes& notes, bool first)
        : made_(made), here_(here), notes_(notes), first_(first) {
        for (const auto kind : with_rows) {
            auto& items = of(kind);
            for (auto& value : made_.at(model::list_name(kind)).get_array()) {
                auto& item = value.get_object();
                items.emplace(key_of(kind, item), &item);
            }
        }
    }

    // Whether the model is another one now.
    bool take(const LeftOuts& left_out) {
        bool any = false;
        for (const auto& one : left_out) any = (one.property.empty() ? take_entity(one) : take_property(one)) || any;
        if (any) remove_taken();
        return any;
    }

private:
    using Items = model::FieldMap<json::object*>;
    Items& of(ItemKind kind) { return items_[static_cast<int>(kind)]; }

    json::object* find(ItemKind kind, const LeftOut& one) {
        if ((kind == ItemKind::collection) != one.field.empty()) return nullptr;
        const auto found = of(kind).find(FieldKey{one.collection, one.field});
        return found == of(kind).end() ? nullptr : found->second;
    }

    bool take_entity(const LeftOut& one) {
        bool any = false;
        for (const auto kind : with_rows) {
            auto* item = find(kind, one);
            if (!item || here_.items.find(kind, one.collection, one.field)) continue; // what is there stays
            if (!taken_.insert(item).second) continue;
            notes_.add(kind, one.collection, one.field, {}, one.reason);
            any = true;
        }
        return any;
    }

    bool take_property(const LeftOut& one) {
        const Property property(one.property);
        if (!property.is_plain()) return false;
        for (const auto kind : with_rows) { // a field and a relation may have one name: the one that has such a member
            auto* item = find(kind, one);
            auto* inside = item ? item->if_contains(property.object) : nullptr;
            if (!inside || !inside->is_object()) continue;
            if (property.key.empty() ? kind != ItemKind::relation : !inside->get_object().contains(property.key))
                continue;
            notes_.add(kind, one.collection, one.field, one.property, one.reason);
            if (property.key.empty()) return item->erase(property.object) > 0;
            return set_back(kind, one, property, inside->get_object());
        }
        return false;
    }

    const json::value* value_there(ItemKind kind, const LeftOut& one, const Property& property) const {
        const auto* there = here_.items.find(kind, one.collection, one.field);
        const auto* inside = there ? model::object_of(*there, property.object) : nullptr;
        return inside ? inside->if_contains(property.key) : nullptr;
    }

    bool set_back(ItemKind kind, const LeftOut& one, const Property& property, json::object& inside) {
        const auto* there = first_ ? value_there(kind, one, property) : nullptr;
        const auto& is = inside.at(property.key); // take_property() found it
        json::value without(nullptr);
        if (is.is_bool()) without = property.key == "is_nullable";
        if (property.key == "on_update" || property.key == "on_delete") without = "RESTRICT";
        const json::value next = there ? *there : without;
        if (is == next) return false;
        inside[property.key] = next;
        if (property.key == "foreign_key_table" && !there) inside["foreign_key_column"] = nullptr;
        return true;
    }

    void remove_taken() {
        for (const auto kind : with_rows) {
            auto& list = made_.at(model::list_name(kind)).get_array();
            json::array kept(list.storage());
            kept.reserve(list.size());
            for (auto& value : list)
                if (!taken_.contains(&value.get_object())) kept.push_back(std::move(value));
            if (kept.size() != list.size())
                list = std::move(kept);
            else
                std::move(kept.begin(), kept.end(), list.begin());
        }
    }

    json::object& made_;
    const Here& here_;
    Notes& notes_;
    const bool first_;
    Items items_[4];
    std::unordered_set<const json::object*> taken_;
};

} // namespace

Looked looked_at(const json::object& model, const Here& here, DiffMode mode, const json::storage_ptr& storage) {
    const diff::Options options(mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror, here.dialect);
    const auto& current = here.model.snapshot.get_object();
    Looked looked{diff::snapshot_diff(current, model, options, storage), {}};
    if (!looked.difference) return looked;
    try {
        plan::ChangeSet changes(*looked.difference, current);
        looked.left_out = plan::make_plan(changes, here.model, here.vendor, here.dialect).left_out;
    } catch (const RequestError&) {} // the apply says it, and names what stands in the way
    return looked;
}

void take_out_unheld(json::object& made, const Here& here, DiffMode mode, Notes& notes) {
    constexpr int most_rounds = 4; // what goes may take along what leads to it
    for (int round = 0; round < most_rounds; ++round) {
        json::monotonic_resource memory;
        const auto left_out = looked_at(made, here, mode, &memory).left_out;
        if (left_out.empty() || !Round(made, here, notes, round == 0).take(left_out)) return;
    }
}

} // namespace schemad::translate
