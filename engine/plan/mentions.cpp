// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/mentions.hpp"

#include <algorithm>
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

std::vector<std::string> allowed_collections(const json::object& relation_meta) {
    std::vector<std::string> names;
    const auto* list = relation_meta.if_contains("one_allowed_collections");
    if (list && list->is_array())
        for (const auto& name : list->get_array())
            names.push_back(name.is_string() ? std::string{std::string_view{name.get_string()}}
                                             : json::serialize(name));
    if (list && list->is_string() && !list->get_string().empty())
        for (std::string_view rest = list->get_string();;) {
            const auto end = std::min(rest.find(','), rest.size());
            names.emplace_back(rest.substr(0, end));
            if (end == rest.size()) break;
            rest.remove_prefix(end + 1);
        }
    return names;
}

Mentions::Mentions(const Input& in) {
    for (const auto& row : in.model.relations.list) {
        std::unordered_set<std::string> names{std::string{row.collection}};
        const auto* wanted = in.set.wanted(ItemKind::relation, row.collection, row.field);
        if (const auto* meta = wanted ? model::object_of(*wanted, "meta") : nullptr) {
            names.emplace(model::text_of(*meta, "one_collection"));
            for (auto& name : allowed_collections(*meta)) names.insert(std::move(name));
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
