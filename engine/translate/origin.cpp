// SPDX-License-Identifier: Apache-2.0
#include "engine/translate/origin.hpp"

#include <algorithm>

#include "engine/diff/rules.hpp"
#include "engine/diff/validate.hpp"
#include "engine/error.hpp"
#include "engine/js/value.hpp"
#include "engine/model/field_key.hpp"
#include "engine/model/items.hpp"
#include "engine/model/meta_tables.hpp"
#include "engine/translate/complete.hpp"

namespace schemad::translate {

namespace {

namespace json = boost::json;

// What is no object would be taken for nothing said.
void require_object(const json::object& item, std::string_view key, const diff::Place& place) {
    const auto* value = item.if_contains(key);
    if (value && !value->is_null()) diff::object_at(*value, place / key);
}

// A value that no row could hold would be taken, and asked for again for ever.
void check_member(const model::MetaColumn& column, const json::value& value, const diff::Place& at) {
    const auto word = value.is_string() ? std::string_view(value.get_string()) : std::string_view{};
    if (column.cast == model::Cast::boolean) {
        if (!value.is_bool() && !value.is_number() && word != "true" && word != "false")
            diff::refuse(at, "must be a boolean");
    } else if (column.cast == model::Cast::csv) {
        if (!value.is_array() && !value.is_string()) diff::refuse(at, "must be an array");
    } else if (column.type == "integer" || column.type == "float") {
        if (!value.is_number() && !(value.is_string() && js::to_number(word) && !word.empty()))
            diff::refuse(at, "must be a number");
    } else if (column.cast == model::Cast::none && !value.is_string()) {
        diff::refuse(at, "must be a string");
    }
}

const std::unordered_map<std::string_view, const model::MetaColumn*>& columns_of(model::ItemKind kind) {
    using Columns = std::unordered_map<std::string_view, const model::MetaColumn*>;
    static const auto all = [] {
        std::unordered_map<model::ItemKind, Columns> made;
        for (const auto one : {model::ItemKind::collection, model::ItemKind::field, model::ItemKind::relation})
            for (const auto& column : model::meta_table(one).columns) made[one].emplace(column.name, &column);
        return made;
    }();
    return all.at(kind);
}

void check_meta(model::ItemKind kind, const json::object& item, const diff::Place& place) {
    const auto* meta = model::object_of(item, "meta");
    if (!meta) return;
    const auto inside = place / "meta";
    const auto& columns = columns_of(kind);
    for (const auto& [key, value] : *meta) {
        const auto known = columns.find(key);
        if (known == columns.end() || value.is_null() || key == "id") continue;
        check_member(*known->second, value, inside / key);
    }
}

// Said twice, with a column each time: which one is meant?
void refuse_repeated(model::ItemKind kind, const json::object& item, model::FieldSet& seen, const diff::Place& place) {
    if (kind == model::ItemKind::relation || kind == model::ItemKind::system_field) return; // told twice by some
    if (kind == model::ItemKind::field && !has_column(item)) return; // an alias over a column of its name
    if (!seen.insert(key_of(kind, item)).second) diff::refuse(place, "is stated a second time");
}

// Names are asked for here: what is written by hand has nothing else that says what an entry is of.
void require_names(const json::object& snapshot) {
    const diff::Place root;
    for (const auto kind : model::all_kinds) {
        const auto place = root / model::list_name(kind);
        std::size_t index = 0;
        model::FieldSet seen;
        for (const auto& value : model::list_of(snapshot, kind)) {
            const auto here = place[index++];
            const auto& item = diff::object_at(value, here);
            diff::check_string(item, "collection", here, diff::Presence::required);
            if (kind != model::ItemKind::collection) diff::check_string(item, "field", here, diff::Presence::required);
            require_object(item, "meta", here);
            if (kind != model::ItemKind::system_field) check_meta(kind, item, here);
            refuse_repeated(kind, item, seen, here);
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
    const bool plain = std::all_of(named.begin(), named.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '+';
    });
    if (!plain) throw invalid_payload("\"directus\" must be a version of Directus, as \"11.17.4\"");
    if (model::VersionNumber::of(named) < model::VersionNumber{9, 0, 0})
        throw invalid_payload("\"directus\" must be a version of Directus from 9 on, as \"11.17.4\"");
    return std::string{named};
}

} // namespace

Origin origin_of(const json::value& uploaded, const model::Dialect& here, const model::VendorNames& vendors) {
    diff::validate_form(uploaded, here, vendors);
    const auto& snapshot = uploaded.get_object();
    require_names(snapshot);
    const auto version = version_of(snapshot, here);
    const auto vendor = model::text_of(snapshot, "vendor");
    const bool same_version = version == here.version() || version == here.version_in_snapshots();
    return {model::Dialect(version, vendor.empty() ? here.vendor() : std::string{vendor}),
            vendor.empty() || vendor == here.vendor(), same_version};
}

} // namespace schemad::translate
