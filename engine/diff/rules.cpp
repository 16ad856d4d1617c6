// SPDX-License-Identifier: Apache-2.0
#include "engine/diff/rules.hpp"

#include <algorithm>
#include <cctype>

#include "engine/error.hpp"

namespace schemad::diff {

std::string Place::label() const {
    if (!parent) return "value";
    std::string above = parent->parent ? parent->label() : std::string{};
    if (key.empty()) return above + '[' + std::to_string(index) + ']';
    return above.empty() ? std::string{key} : above + '.' + std::string{key};
}

void refuse(const Place& place, std::string_view what) {
    throw invalid_payload('"' + place.label() + "\" " + std::string{what});
}

const json::object& object_at(const json::value& value, const Place& place) {
    if (!value.is_object()) refuse(place, "must be of type object");
    return value.get_object();
}

const json::array& array_at(const json::value& value, const Place& place) {
    if (!value.is_array()) refuse(place, "must be an array");
    return value.get_array();
}

const json::value& required(const json::object& object, std::string_view key, const Place& parent) {
    const auto* value = object.if_contains(key);
    if (!value) refuse(parent / key, "is required");
    return *value;
}

void check_string(const json::object& object, std::string_view key, const Place& parent, Presence presence) {
    const auto* value = object.if_contains(key);
    if (!value) {
        if (presence == Presence::required) refuse(parent / key, "is required");
        return;
    }
    if (!value->is_string()) refuse(parent / key, "must be a string");
    if (value->get_string().empty()) refuse(parent / key, "is not allowed to be empty");
}

void check_boolean(const json::object& object, std::string_view key, const Place& parent) {
    const auto* value = object.if_contains(key);
    if (!value || value->is_bool()) return;
    if (value->is_string()) { // the reference's validator takes the words in any case
        std::string lower{std::string_view{value->get_string()}};
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (lower == "true" || lower == "false") return;
    }
    refuse(parent / key, "must be a boolean");
}

void check_known(const json::object& object, const Place& place, std::initializer_list<std::string_view> known) {
    for (const auto& member : object) {
        const std::string_view key = member.key();
        if (key == "__proto__") continue; // not an own key after the reference's parser
        if (std::find(known.begin(), known.end(), key) == known.end()) refuse(place / key, "is not allowed");
    }
}

} // namespace schemad::diff
