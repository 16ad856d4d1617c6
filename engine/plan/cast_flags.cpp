// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/cast_flags.hpp"

#include <algorithm>

#include "engine/js/value.hpp"
#include "engine/model/items.hpp"

namespace schemad::plan {

std::string_view cast_flag_of(const Vendor& vendor, std::string_view type) {
    std::string_view flag;
    for (std::string_view rest = view(vendor.table().cast_flags); !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto pair = rest.substr(0, end);
        if (const auto equals = pair.find('='); pair.substr(0, equals) == type) flag = pair.substr(equals + 1);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return flag;
}

// Some field types are only told from others by a flag of the meta row on this vendor
// (docs/spec/vendors-5-ddl.md 10.4).
json::object with_cast_flag(const Input& in, Draft& draft, const json::object& field, const EntityName& name) {
    const auto type = model::text_of(field, "type");
    const auto flag = cast_flag_of(in.vendor, type);
    if (flag.empty()) return field;
    json::object copy = field;
    auto& special = copy["meta"].as_object()["special"];
    if (!special.is_array()) special.emplace_array();
    auto& list = special.get_array();
    if (std::any_of(list.begin(), list.end(),
                    [&](const json::value& v) { return v.is_string() && v.get_string() == flag; }))
        return field;
    list.emplace_back(flag);
    draft.leave_out(name, "meta.special", std::string{flag} + " added, type " + std::string{type} + " needs it here");
    return copy;
}

// A flag that this vendor needs is no difference: it stays where a snapshot has the type and not the flag.
json::object with_kept_cast_flag(const Input& in, Draft& draft, const EntityChange& change, const json::object& after) {
    const auto type = model::text_of(change.after, "type");
    const auto* meta = model::object_of(*change.before, "meta");
    const auto* had = meta ? meta->if_contains("special") : nullptr;
    const auto* has = after.if_contains("special");
    if (!has || (had && js::equal(*had, *has))) return after;
    if (model::text_of(*change.before, "type") != type) return after;
    json::object field = change.after;
    field["meta"] = after;
    return with_cast_flag(in, draft, field, {change.collection, change.field}).at("meta").as_object();
}

} // namespace schemad::plan
