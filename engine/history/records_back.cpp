// SPDX-License-Identifier: Apache-2.0
#include "engine/history/records_back.hpp"

namespace schemad::history {

namespace json = boost::json;

void RecordsBack::pass(const json::object& configuration) {
    for (const auto& value : configuration.at("collections").as_array()) {
        const auto& part = value.as_object();
        auto& collection = collections_[std::string{part.at("collection").as_string()}];
        if (const auto* gone = part.if_contains("delete"))
            for (const auto& key : gone->as_array()) {
                const auto text = json::serialize(key);
                collection.items.erase(text);
                collection.gone.insert_or_assign(text, key);
            }
        if (const auto* items = part.if_contains("items"))
            for (const auto& item : items->as_array()) {
                const auto text = json::serialize(item.as_object().at("id"));
                collection.gone.erase(text);
                auto& record = collection.items[text];
                for (const auto& member : item.as_object()) record[member.key()] = member.value();
            }
    }
}

std::optional<json::object> RecordsBack::document() const {
    json::array parts;
    for (const auto& [name, collection] : collections_) {
        json::object part{{"collection", name}};
        json::array items, gone;
        for (const auto& [key, record] : collection.items) items.emplace_back(record);
        for (const auto& [text, key] : collection.gone) gone.push_back(key);
        if (items.empty() && gone.empty()) continue;
        if (!items.empty()) part["items"] = std::move(items);
        if (!gone.empty()) part["delete"] = std::move(gone);
        parts.emplace_back(std::move(part));
    }
    if (parts.empty()) return std::nullopt;
    return json::object{{"mode", "restore"}, {"collections", std::move(parts)}};
}

} // namespace schemad::history
