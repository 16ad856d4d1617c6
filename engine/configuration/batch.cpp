// SPDX-License-Identifier: Apache-2.0
#include "engine/configuration/batch.hpp"

#include <unordered_set>

#include "engine/text/shortened.hpp"

namespace schemad::configuration {

namespace {

constexpr std::size_t max_shown_key = 64;

RequestError malformed(const std::string& where, const std::string& why) {
    return invalid_payload("\"configuration" + where + "\" " + why);
}

Mode mode_of(const json::value* value) {
    if (!value) return Mode::add;
    const std::string_view text = value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
    for (const auto mode : {Mode::add, Mode::merge, Mode::restore})
        if (text == name_of(mode)) return mode;
    throw malformed(".mode", "must be one of [add, merge]");
}

const json::array& list_at(const json::value& value, const std::string& where) {
    if (!value.is_array()) throw malformed(where, "must be an array");
    return value.get_array();
}

Part part_of(const json::value& value, const std::string& where, Mode mode) {
    if (!value.is_object()) throw malformed(where, "must be of type object");
    Part part;
    bool listed = false;
    for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        if (key == "collection") {
            if (!member.value().is_string()) throw malformed(where + ".collection", "must be a string");
            part.collection = member.value().get_string();
        } else if (key == "items") {
            listed = true;
            std::size_t index = 0;
            for (const auto& record : list_at(member.value(), where + ".items")) {
                if (!record.is_object())
                    throw malformed(where + ".items[" + std::to_string(index) + "]", "must be of type object");
                part.records.push_back(&record.get_object());
                ++index;
            }
        } else if (key == "delete" && mode == Mode::restore) {
            for (const auto& one : list_at(member.value(), where + ".delete")) part.gone.push_back(&one);
        } else {
            throw malformed(where + "." + std::string{key}, "is not allowed");
        }
    }
    if (part.collection.empty()) throw malformed(where + ".collection", "is required");
    if (!listed && mode != Mode::restore) throw malformed(where + ".items", "is required");
    return part;
}

} // namespace

std::string_view name_of(Mode mode) noexcept {
    return mode == Mode::add ? "add" : mode == Mode::merge ? "merge" : "restore";
}

Batch batch_of(const json::value& configuration) {
    if (!configuration.is_object()) throw malformed("", "must be of type object");
    const auto& object = configuration.get_object();
    Batch batch;
    batch.mode = mode_of(object.if_contains("mode"));
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (key == "dangerouslyAllowDelete") {
            if (!member.value().is_bool()) throw malformed(".dangerouslyAllowDelete", "must be a boolean");
            batch.deletes = member.value().get_bool();
        } else if (key != "mode" && key != "collections") {
            throw malformed("." + std::string{key}, "is not allowed");
        }
    }
    if (batch.deletes && batch.mode != Mode::merge)
        throw invalid_query("\"dangerouslyAllowDelete\" can only be used with mode \"merge\"");
    const auto* collections = object.if_contains("collections");
    if (!collections) throw malformed(".collections", "is required");
    std::unordered_set<std::string> seen;
    std::size_t index = 0;
    for (const auto& value : list_at(*collections, ".collections")) {
        batch.parts.push_back(part_of(value, ".collections[" + std::to_string(index++) + "]", batch.mode));
        if (!seen.insert(batch.parts.back().collection).second)
            throw invalid_payload("Import payload contains a duplicate collection \"" + batch.parts.back().collection +
                                  "\"");
    }
    return batch;
}

RequestError fault(const Where& where, std::string_view field, const std::string& why, ErrorCode code) {
    const auto key = text::shortened(where.key, max_shown_key);
    std::string reason;
    if (where.record > 0)
        reason = "Record " + std::to_string(where.record) + " of \"" + std::string{where.collection} + "\"";
    else
        reason = "\"" + std::string{where.collection} + "\"";
    if (!key.empty()) reason += " (" + key + ")";
    if (!field.empty()) reason += ", field \"" + std::string{field} + "\"";
    reason += ": " + why;
    json::object members{{"reason", reason}, {"collection", where.collection}};
    if (where.record > 0) members["record"] = where.record;
    if (!key.empty()) members["key"] = key;
    if (!field.empty()) members["field"] = field;
    if (code != ErrorCode::invalid_payload) return {code, reason + ".", std::move(members)};
    return {code, "Invalid payload. " + reason + ".", std::move(members)};
}

} // namespace schemad::configuration
