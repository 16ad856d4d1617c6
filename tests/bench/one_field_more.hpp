// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/json.hpp>

namespace schemad::bench {

// The snapshot with one nullable string field more in its first `collections` collections.
inline boost::json::value one_field_more(boost::json::value snapshot, int collections, const std::string& data_type) {
    namespace json = boost::json;
    int added = 0;
    json::array more;
    std::string last;
    for (const auto& value : snapshot.at("fields").as_array()) {
        const auto& field = value.get_object();
        const std::string collection{std::string_view{field.at("collection").get_string()}};
        if (collection == last || !field.contains("schema") || collection.starts_with("directus_") ||
            added == collections)
            continue;
        last = collection;
        json::object one = field;
        one["field"] = "added_by_bench";
        one["type"] = "string";
        one["meta"].as_object()["field"] = "added_by_bench";
        auto& schema = one["schema"].as_object();
        schema["name"] = "added_by_bench";
        schema["data_type"] = data_type;
        schema["max_length"] = 255;
        schema["is_nullable"] = true;
        schema["numeric_precision"] = schema["numeric_scale"] = nullptr;
        for (const auto flag : {"is_primary_key", "has_auto_increment", "is_unique", "is_indexed"})
            schema[flag] = false;
        schema["default_value"] = schema["foreign_key_table"] = schema["foreign_key_column"] = nullptr;
        more.push_back(one);
        ++added;
    }
    for (auto& field : more) snapshot.at("fields").as_array().push_back(field);
    return snapshot;
}

} // namespace schemad::bench
