// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/origin.hpp"

#include "engine/diff/rules.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/model/items.hpp"

namespace schemad::translate {

namespace {

namespace json = boost::json;

// What is no object would be taken for nothing said.
void require_object(const json::object& item, std::string_view key, const diff::Place& place) {
    const auto* value = item.if_contains(key);
    if (value && !value->is_null()) diff::object_at(*value, place / key);
}

// Names are asked for here: what is written by hand has nothing else that says what an entry is of.
void require_names(const json::object& snapshot) {
    const diff::Place root;
    for (const auto kind : model::all_kinds) {
        const auto place = root / model::list_name(kind);
        std::size_t index = 0;
        for (const auto& value : model::list_of(snapshot, kind)) {
            const auto here = place[index++];
            const auto& item = diff::object_at(value, here);
            diff::check_string(item, "collection", here, diff::Presence::required);
            if (kind != model::ItemKind::collection) diff::check_string(item, "field", here, diff::Presence::required);
            require_object(item, "meta", here);
            if (kind != model::ItemKind::relation) continue;
            require_object(item, "schema", here);
            if (const auto* related = item.if_contains("related_collection"); related && !related->is_null())
                diff::check_string(item, "related_collection", here, diff::Presence::required);
        }
    }
}

std::string version_of(const json::object& snapshot, const model::Dialect& here) {
    const auto named = model::text_of(snapshot, "directus");
    if (named.empty()) return here.version();
    if (model::VersionNumber::of(named) < model::VersionNumber{9, 0, 0})
        throw invalid_payload("\"directus\" must be a version of Directus from 9 on, as \"11.17.4\"");
    return std::string{named};
}

} // namespace

Origin origin_of(const json::value& uploaded, const model::Dialect& here) {
    diff::validate_form(uploaded);
    const auto& snapshot = uploaded.get_object();
    require_names(snapshot);
    const auto version = version_of(snapshot, here);
    const auto vendor = model::text_of(snapshot, "vendor");
    const bool same_version = version == here.version() || version == here.version_in_snapshots();
    return {model::Dialect(version, vendor.empty() ? here.vendor() : std::string{vendor}),
            vendor.empty() || vendor == here.vendor(), same_version};
}

} // namespace schemad::translate
