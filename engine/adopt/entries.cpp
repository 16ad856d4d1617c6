// SPDX-License-Identifier: Apache-2.0
#include "engine/adopt/entries.hpp"

namespace schemad::adopt {

namespace json = boost::json;
using model::ItemKind;

json::object empty_diff(const model::Dialect& dialect) {
    json::object diff;
    for (const auto kind : model::all_kinds)
        if (kind != ItemKind::system_field || dialect->lists_system_fields)
            diff.emplace(model::list_name(kind), json::array{});
    return diff;
}

void add_entry(json::object& diff, ItemKind kind, const json::object& item, json::object change) {
    json::object entry{{"collection", item.at("collection")}};
    if (kind != ItemKind::collection) entry["field"] = item.at("field");
    if (kind == ItemKind::relation)
        if (const auto* related = item.if_contains("related_collection"); related && !related->is_null())
            entry["related_collection"] = *related;
    entry["diff"] = json::array{std::move(change)};
    diff.at(model::list_name(kind)).as_array().push_back(std::move(entry));
}

json::object tracking(const json::object& item, const model::Dialect& dialect) {
    if (!dialect->lists_untracked || !item.contains("schema")) return {{"kind", "N"}, {"rhs", item}};
    return {{"kind", "E"}, {"path", json::array{"meta"}}, {"lhs", nullptr}, {"rhs", item.at("meta")}};
}

} // namespace schemad::adopt
