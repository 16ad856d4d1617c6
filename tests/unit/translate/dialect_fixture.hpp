// SPDX-License-Identifier: Apache-2.0
// Models in other dialects, without a database.
#pragma once

#include <string>
#include <string_view>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/use_cases/translate.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::test {

namespace json = boost::json;

inline std::shared_ptr<const Vendor> vendor_named(const std::string& name) {
    static PluginLoader loader(SCHEMAD_PLUGIN_DIR, {"sqlite", "postgres", "mysql", "cockroachdb"}, {});
    return loader.load(name);
}

// model: JSON with ' for ".
struct Translated {
    json::object snapshot;
    translate::Report report;
};

inline Translated translated(std::string model, const std::string& version, const std::string& vendor) {
    for (char& c : model)
        if (c == '\'') c = '"';
    const auto plugin = vendor_named(vendor);
    const model::Dialect dialect(version, std::string{plugin->vendor_string()});
    auto made = use_cases::in_dialect(formats::read_json(model, {}), dialect, *plugin);
    return {made.snapshot->get_object(), std::move(made.report)};
}

inline const json::object* item_of(const json::object& snapshot, std::string_view list, std::string_view collection,
                                   std::string_view field = {}) {
    for (const auto& value : snapshot.at(list).get_array()) {
        const auto& item = value.get_object();
        if (item.at("collection") == collection.data() && (field.empty() || item.at("field") == field.data()))
            return &item;
    }
    return nullptr;
}

inline json::value value_at(const json::object& snapshot, std::string_view list, std::string_view collection,
                            std::string_view field, std::string_view object, std::string_view key) {
    const auto* item = item_of(snapshot, list, collection, field);
    if (!item) return "(no such item)";
    const auto* inside = item->if_contains(object);
    if (!inside || !inside->is_object()) return "(nothing in it)";
    const auto* value = inside->get_object().if_contains(key);
    return value ? *value : json::value("(not there)");
}

inline std::string outcome_of(const translate::Report& report, std::string_view collection, std::string_view field) {
    constexpr std::string_view words[] = {"same", "equivalent", "lossy", "left out", "added"};
    for (const auto& entity : report.entities)
        if (entity.collection == collection && entity.field == field)
            return std::string{words[static_cast<int>(entity.outcome)]};
    return "(not named)";
}

inline std::string details_of(const translate::Report& report, std::string_view collection, std::string_view field) {
    std::string all;
    for (const auto& entity : report.entities)
        if (entity.collection == collection && entity.field == field)
            for (const auto& detail : entity.details) all += translate::sentence_of(detail) + "\n";
    return all;
}

} // namespace schemad::test
