// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/input.hpp"

namespace schemad::plan {

namespace {

std::string row_key(ItemKind kind, std::string_view collection, std::string_view field) {
    std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
    return key.append(collection).append(1, '\0').append(field);
}

template <class Map> const auto& listed(const Map& lists, std::string_view key) {
    static const typename Map::mapped_type none;
    const auto found = lists.find(key);
    return found == lists.end() ? none : found->second;
}

} // namespace

Input::Input(const ChangeSet& changes, const snapshot::Model& as_it_is, const Vendor& on, const model::Dialect& spoken,
             PlanOptions asked)
    : set(changes), model(as_it_is), vendor(on), dialect(spoken), system(spoken.system()), options(asked),
      index(*as_it_is.catalog) {
    for (const auto kind : {ItemKind::collection, ItemKind::field, ItemKind::relation})
        for (const auto& row : meta_rows(kind).list) rows_.emplace(row_key(kind, row.collection, row.field), &row);
    for (const auto& row : model.fields.list) field_rows_[row.collection].push_back(&row);
    for (const auto& change : set.changes())
        if (change.kind == ItemKind::field) field_changes_[change.collection].push_back(&change);
}

const std::vector<const EntityChange*>& Input::field_changes(std::string_view collection) const {
    return listed(field_changes_, collection);
}

const std::vector<const snapshot::MetaRow*>& Input::field_rows(std::string_view collection) const {
    return listed(field_rows_, collection);
}

const snapshot::MetaRow* Input::row_of(ItemKind kind, std::string_view collection, std::string_view field) const {
    const auto found = rows_.find(row_key(kind, collection, field));
    return found == rows_.end() ? nullptr : found->second;
}

const snapshot::MetaRows& Input::meta_rows(ItemKind kind) const {
    return kind == ItemKind::collection ? model.collections : kind == ItemKind::field ? model.fields : model.relations;
}

bool Input::is_removed(std::string_view collection) const {
    const auto* change = set.change_of(ItemKind::collection, collection);
    return change && change->action == Action::remove;
}

} // namespace schemad::plan
