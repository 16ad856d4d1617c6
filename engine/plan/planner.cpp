// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/planner.hpp"

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/not_here.hpp"
#include "engine/plan/unfit_names.hpp"

namespace schemad::plan {

std::string_view nested_text(const json::object& item, std::string_view object, std::string_view key) {
    const auto* inside = model::object_of(item, object);
    return inside ? model::text_of(*inside, key) : std::string_view{};
}

bool nested_truthy(const json::object& item, std::string_view object, std::string_view key) {
    const auto* inside = model::object_of(item, object);
    return inside && model::truthy(*inside, key);
}

bool schema_differs(const EntityChange& change, std::string_view key) {
    static const json::value null;
    const auto value = [&](const json::object& item) -> const json::value& {
        const auto* schema = model::object_of(item, "schema");
        const auto* found = schema ? schema->if_contains(key) : nullptr;
        return found ? *found : null;
    };
    return !js::equal(value(*change.before), value(change.after));
}

namespace {
std::string row_key(ItemKind kind, std::string_view collection, std::string_view field) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    return key.append(collection).append(1, '\0').append(field);
}
} // namespace

Planner::Planner(ChangeSet& set, const snapshot::Model& model, const Vendor& vendor, const model::SystemFields& system,
                 PlanOptions options)
    : set_(set), model_(model), vendor_(vendor), system_(system), index_(*model.catalog), names_(model, vendor),
      options_(options) {
    const auto add = [&](ItemKind kind, const snapshot::MetaRows& rows) {
        for (const auto& row : rows.list) rows_.emplace(row_key(kind, row.collection, row.field), &row);
    };
    add(ItemKind::collection, model.collections);
    add(ItemKind::field, model.fields);
    add(ItemKind::relation, model.relations);
    for (const auto& row : model.fields.list) field_rows_[row.collection].push_back(&row);
    for (const auto& change : set.changes())
        if (change.kind == ItemKind::field) field_changes_[change.collection].push_back(&change);
}

Plan Planner::run() {
    refuse_unfit_names(set_, index_);
    find_left_out_fields();
    adopt_columns();
    plan_collections();
    plan_fields();
    forget_permissions();
    plan_relations();
    name_lonely_aliases();
    plan_foreign_keys();
    refuse_lost_targets();
    refuse_name_clashes();
    emit();
    plan_.left_out.insert(plan_.left_out.begin(), set_.left_out.begin(), set_.left_out.end());
    return std::move(plan_);
}

TableWork& Planner::table(const std::string& name, std::uint32_t kind) {
    if (const auto found = tables_.find(name); found != tables_.end()) return *found->second;
    auto& work = *order_.emplace_back(std::make_unique<TableWork>(name, kind));
    tables_.emplace(name, &work);
    return work;
}

const snapshot::MetaRow* Planner::row_of(ItemKind kind, std::string_view collection, std::string_view field) const {
    const auto found = rows_.find(row_key(kind, collection, field));
    return found == rows_.end() ? nullptr : found->second;
}

Plan make_plan(ChangeSet& changes, const snapshot::Model& model, const Vendor& vendor,
               const model::SystemFields& system, PlanOptions options) {
    leave_out_what_is_not_here(changes, snapshot::CatalogIndex(*model.catalog), system);
    return Planner(changes, model, vendor, system, options).run();
}

} // namespace schemad::plan
