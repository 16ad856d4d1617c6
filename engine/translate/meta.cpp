// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/meta.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/field_types.hpp"

namespace schemad::translate {

using model::Cast;
using model::object_of;

namespace {

// A list that is kept as a text with commas.
json::value split(const json::value& value, const json::storage_ptr& storage) {
    json::array list(storage);
    const auto add = [&](std::string_view text) {
        for (std::size_t at = 0; !text.empty() && at <= text.size();) {
            const auto end = std::min(text.find(',', at), text.size());
            list.emplace_back(text.substr(at, end - at));
            at = end + 1;
        }
    };
    if (value.is_string()) add(value.get_string());
    if (value.is_array())
        for (const auto& one : value.get_array())
            if (one.is_string()) add(one.get_string());
    return json::value(std::move(list));
}

json::value number_of(std::string_view text) {
    const auto number = js::to_number(text);
    if (!number) return nullptr;
    const auto whole = js::whole(*number);
    return whole ? json::value(*whole) : json::value(*number);
}

// As the row gives it back.
json::value held(const json::value& stated, const MetaMember& member, bool sorts_lists,
                 const json::storage_ptr& storage) {
    json::value value = member.cast == Cast::csv && (stated.is_array() || stated.is_string())
                            ? split(stated, storage)
                            : json::value(stated, storage);
    if (value.is_string() && member.cast == Cast::boolean) value = value.get_string() == "true";
    if (value.is_string() && member.is_number) value = number_of(value.get_string());
    if (member.cast == Cast::boolean && value.is_number()) value = js::number_of(value) != 0;
    if (member.cast == Cast::boolean && value.is_null() && member.initial.is_bool()) value = member.initial;
    if (!value.is_structured()) return value;
    if (sorts_lists)
        js::sort_with_lists(value);
    else
        js::sort_deep(value);
    return value;
}

// No place was no choice where none was given.
bool is_unstated(std::string_view member, const json::value& value, const Origin& origin) {
    return member == "sort" && value.is_null() && !origin.dialect->numbers_fields;
}

// But for the order in which older versions tell what is in a list.
bool are_same_lists(const json::value& sorted, const json::value& kept) {
    if (!sorted.is_structured() || !kept.is_structured()) return false;
    json::value x = sorted, y = kept;
    js::sort_with_lists(x), js::sort_with_lists(y);
    return js::equal(x, y);
}

} // namespace

bool stays_untracked(const json::object& item, const Here& here, const Origin& origin) {
    const auto* meta = item.if_contains("meta");
    return meta && meta->is_null() && here.dialect->lists_untracked && origin.dialect->lists_untracked;
}

json::object meta_of(ItemKind kind, const json::object& item, const json::object& app, const json::object& fixed,
                     const Here& here, const Origin& origin, json::storage_ptr storage) {
    static const json::object nothing;
    const auto* stated = object_of(item, "meta");
    const auto* kept =
        here.items.find(kind, model::text_of(item, "collection"),
                        kind == ItemKind::collection ? std::string_view{} : model::text_of(item, "field"));
    const auto* there = kept ? object_of(*kept, "meta") : nullptr;
    const bool sorts_lists = here.dialect->sorts_lists &&
                             !(here.dialect.raw_alias_meta() && model::is_alias_type(model::text_of(item, "type")));
    json::object meta(here.members(kind).size(), storage);
    for (const auto& member : here.members(kind)) {
        const json::value* value = fixed.if_contains(member.name);
        const auto look = [&](const json::object* in) {
            if (!value && in) value = in->if_contains(member.name);
        };
        look(stated);
        if (value && is_unstated(member.name, *value, origin)) value = nullptr;
        if (const auto* list = there ? there->if_contains(member.name) : nullptr;
            value && list && origin.dialect->sorts_lists && are_same_lists(*value, *list))
            value = list;
        look(there), look(&app);
        meta.emplace(member.name, held(value ? *value : member.initial, member, sorts_lists, storage));
    }
    return meta;
}

} // namespace schemad::translate
