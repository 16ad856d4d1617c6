// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/special_flags.hpp"

#include <algorithm>

#include "engine/model/app_defaults.hpp"
#include "engine/model/field_types.hpp"
#include "engine/plan/cast_flags.hpp"
#include "engine/translate/meta.hpp"

namespace schemad::translate {

using model::object_of;
using model::text_of;

namespace {

json::value stated_flags(const json::object& field, std::string_view type, std::string_view points_to,
                         const Here& here) {
    const auto member = [](const json::object* item) -> const json::value* {
        const auto* meta = item ? object_of(*item, "meta") : nullptr;
        return meta ? meta->if_contains("special") : nullptr;
    };
    if (const auto* stated = member(&field)) return *stated;
    const auto* there = here.items.find(ItemKind::field, text_of(field, "collection"), text_of(field, "field"));
    if (const auto* kept = member(there); kept && text_of(*there, "type") == type) return *kept;
    const bool alias = model::is_alias_type(type);
    const auto app =
        alias ? model::app_meta_of_alias(type) : model::app_meta_of_column({type, false, false, points_to});
    const auto* given = app.if_contains("special");
    return given ? *given : json::value(nullptr);
}

} // namespace

bool only_tells_a_type(std::string_view flag) { return flag == "cast-timestamp" || flag == "cast-datetime"; }

json::value special_flags(const json::object& field, std::string_view type, std::string_view points_to,
                          const Here& here, const Origin& origin) {
    if (stays_untracked(field, here, origin)) return nullptr; // no row would hold any
    auto flags = stated_flags(field, type, points_to, here);
    if (flags.is_string()) flags = json::array{flags}; // as a person may write one
    const auto needed = plan::cast_flag_of(here.vendor, type);
    if (auto* list = flags.if_array(); list && !origin.same_vendor)
        list->erase(std::remove_if(list->begin(), list->end(),
                                   [&](const json::value& flag) {
                                       return flag.is_string() && flag.get_string() != needed &&
                                              only_tells_a_type(flag.get_string());
                                   }),
                    list->end());
    if (flags.is_array() && flags.get_array().empty()) flags = nullptr;
    if (needed.empty()) return flags;
    if (!flags.is_array()) flags.emplace_array();
    auto& list = flags.get_array();
    if (std::none_of(list.begin(), list.end(),
                     [&](const json::value& flag) { return flag.is_string() && flag.get_string() == needed; }))
        list.emplace_back(needed);
    return flags;
}

} // namespace schemad::translate
