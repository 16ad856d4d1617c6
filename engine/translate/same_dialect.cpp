// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/same_dialect.hpp"

#include <algorithm>

#include "engine/js/equal.hpp"
#include "engine/model/field_types.hpp"
#include "engine/translate/complete.hpp"
#include "engine/translate/declared.hpp"

namespace schemad::translate {

namespace {

using model::object_of;
using model::text_of;

// All members of its row, each of the form that the row gives back.
bool has_whole_meta(ItemKind kind, const json::object& item, const Here& here) {
    const auto* meta = object_of(item, "meta");
    if (!meta || meta->size() != here.members(kind).size()) return false;
    js::MemberFinder members(*meta); // both in the order of a snapshot, mostly
    for (const auto& member : here.members(kind)) {
        const auto* value = members.find(member.name);
        if (!value || (member.cast == model::Cast::csv && !value->is_array() && !value->is_null())) return false;
        if (member.cast == model::Cast::boolean && !value->is_bool() && !value->is_null()) return false;
    }
    return true;
}

bool is_whole(ItemKind kind, const json::object& item, const Here& here) {
    if (kind == ItemKind::system_field) return item.contains("schema");
    if (!has_whole_meta(kind, item, here)) return false;
    if (kind == ItemKind::relation) return item.contains("related_collection") && !is_by_hand(item);
    if (kind != ItemKind::field) return true;
    const auto type = text_of(item, "type");
    if (type == "alias") return true;
    if (type == "unknown" || model::is_alias_type(type) || !is_complete(item)) return false;
    return object_of(item, "schema")->contains("is_indexed") == here.dialect->tells_indexes;
}

} // namespace

bool is_spoken_as_here(const json::object& uploaded, const Here& here, const Origin& origin) {
    if (!origin.same_vendor || !origin.same_version || here.maker == Maker::directus) return false;
    // lists that are sorted as they are shown have to be sorted here as well; what is untracked takes looking at
    if (here.dialect->sorts_lists || here.dialect->lists_untracked) return false;
    if (!uploaded.contains("version") || !uploaded.contains("directus") || !uploaded.contains("vendor")) return false;
    for (const auto kind : model::all_kinds) {
        const auto* list = uploaded.if_contains(model::list_name(kind));
        if (kind == ItemKind::system_field && !here.dialect->lists_system_fields) {
            if (list) return false;
            continue;
        }
        if (!list) return false;
        const auto& items = list->get_array();
        if (!std::all_of(items.begin(), items.end(),
                         [&](const json::value& item) { return is_whole(kind, item.get_object(), here); }))
            return false;
    }
    return true;
}

} // namespace schemad::translate
