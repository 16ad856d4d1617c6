// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/mentions.hpp"

#include <unordered_set>

#include "engine/model/items.hpp"
#include "engine/plan/stated.hpp"

namespace schemad::plan {

namespace {

const Mentions::MetaRowList& listed(const std::unordered_map<std::string, Mentions::MetaRowList>& lists,
                                    const std::string& name) {
    static const Mentions::MetaRowList none;
    const auto found = lists.find(name);
    return found == lists.end() ? none : found->second;
}

} // namespace

Mentions::Mentions(const Input& in) {
    for (const auto& row : in.model.relations.list) {
        std::unordered_set<std::string> names{std::string{row.collection}};
        const auto* wanted = in.set.wanted(ItemKind::relation, row.collection, row.field);
        if (const auto* meta = wanted ? model::object_of(*wanted, "meta") : nullptr) {
            names.emplace(model::text_of(*meta, "one_collection"));
            if (const auto* allowed = meta->if_contains("one_allowed_collections"); allowed && allowed->is_array())
                for (const auto& name : allowed->get_array())
                    if (name.is_string()) names.emplace(name.get_string());
        }
        for (const auto& name : names) relations_about_[name].push_back(&row);
    }
    for (const auto& row : in.model.collections.list)
        if (const auto* wanted = in.set.wanted(ItemKind::collection, row.collection))
            if (const auto group = nested_text(*wanted, "meta", "group"); !group.empty())
                children_[std::string{group}].push_back(&row);
}

const Mentions::MetaRowList& Mentions::relations_about(const std::string& collection) const {
    return listed(relations_about_, collection);
}

const Mentions::MetaRowList& Mentions::children_of(const std::string& folder) const {
    return listed(children_, folder);
}

} // namespace schemad::plan
