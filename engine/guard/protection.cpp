// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/protection.hpp"

#include <set>
#include <unordered_map>

#include "engine/error.hpp"

namespace schemad::guard {

namespace json = boost::json;
using plan::Step;

void mark_protected(plan::Plan& plan, const schemad_catalog& catalog, const NamePatterns& names) {
    if (names.empty()) return;
    std::unordered_map<std::string_view, Step*> dropped;
    for (auto& step : plan.steps) {
        std::set<std::string> touched;
        for (const auto& field : step.fields)
            if (names.field(step.collection, field)) touched.insert(plan::name_of(step.collection, field));
        const bool whole = step.fields.empty() || step.what == Step::What::create_table;
        if (whole && names.collection(step.collection)) touched.insert(step.collection);
        step.touches_protected.assign(touched.begin(), touched.end());
        if (step.what == Step::What::drop_table) dropped.emplace(step.table, &step);
    }
    if (dropped.empty()) return;
    for (const auto& column : columns(catalog))
        if (const auto found = dropped.find(view(column.table)); found != dropped.end()) {
            auto& touched = found->second->touches_protected;
            const bool whole = !touched.empty() && touched[0] == found->second->collection;
            if (!whole && names.field(view(column.table), view(column.name)))
                touched.push_back(plan::name_of(view(column.table), view(column.name)));
        }
}

void refuse_protected(const plan::Plan& plan) {
    json::array steps;
    std::string named;
    std::set<std::string> told;
    constexpr std::size_t shown = 10;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const auto& step = plan.steps[i];
        if (step.touches_protected.empty()) continue;
        json::array entities(step.touches_protected.begin(), step.touches_protected.end());
        steps.push_back(json::object{
            {"id", i + 1}, {"entity", step.entity}, {"action", step.action}, {"protected", std::move(entities)}});
        for (const auto& entity : step.touches_protected)
            if (told.insert(entity).second && told.size() <= shown) named += (named.empty() ? "" : ", ") + entity;
    }
    if (steps.empty()) return;
    if (told.size() > shown) named += " and " + std::to_string(told.size() - shown) + " more";
    throw RequestError(ErrorCode::forbidden, "The apply would touch what this project protects: " + named + ".",
                       {{"steps", std::move(steps)}});
}

} // namespace schemad::guard
