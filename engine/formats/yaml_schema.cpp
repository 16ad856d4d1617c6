// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/yaml_schema.hpp"

#include <cmath>
#include <set>
#include <utility>

#include "engine/js/value.hpp"

namespace schemad::formats::yaml {
namespace {

bool is_null(std::string_view t) noexcept { return t == "~" || t == "null" || t == "Null" || t == "NULL"; }
bool is_true(std::string_view t) noexcept { return t == "true" || t == "True" || t == "TRUE"; }
bool is_false(std::string_view t) noexcept { return t == "false" || t == "False" || t == "FALSE"; }

// Letters that can open anything but a string: most texts are settled by their first character.
bool may_be_special(char c) noexcept {
    return (c >= '0' && c <= '9') || std::string_view("~nNtTfF+-.<").find(c) != std::string_view::npos;
}

// JavaScript knows one kind of number: 1.0 is 1.
json::value number(double value) {
    if (value == std::trunc(value) && std::abs(value) < 9007199254740992.0 && !(value == 0 && std::signbit(value)))
        return static_cast<std::int64_t>(value);
    return value;
}

bool set_scalar(Node& node, Tag tag, std::string_view text) { // false: the text is not of that type
    switch (tag) {
    case Tag::null:
        if (!is_null(text)) return false;
        node.set(nullptr);
        return true;
    case Tag::boolean:
        if (!is_true(text) && !is_false(text)) return false;
        node.set(is_true(text));
        return true;
    case Tag::integer:
        if (auto value = integer_of(text)) return node.set(std::move(*value)), true;
        return false;
    case Tag::floating:
        if (const auto value = float_of(text)) return node.set(number(*value)), true;
        return false;
    case Tag::timestamp:
        if (const auto value = timestamp_of(text)) {
            node.is_date = true;
            node.date = *value;
            node.set(json::value(json::string(iso_text(*value), node.value.storage())));
            return true;
        }
        return false;
    case Tag::binary:
        if (auto bytes = bytes_of(text, node.value.storage())) {
            node.is_bytes = true;
            node.set(std::move(*bytes));
            return true;
        }
        return false;
    case Tag::merge: return text == "<<";
    default: return tag == Tag::str;
    }
}

bool is_omap(const json::array& items) {
    std::set<std::string_view> seen;
    for (const auto& item : items)
        if (!item.is_object() || item.get_object().size() != 1 || !seen.insert(item.get_object().begin()->key()).second)
            return false;
    return true;
}

bool make_pairs(json::array& items) { // [{k: v}] -> [[k, v]]
    for (const auto& item : items)
        if (!item.is_object() || item.get_object().size() != 1) return false;
    for (auto& item : items) {
        auto member = item.get_object().begin();
        json::array pair({json::value(json::string(member->key(), items.storage()))}, items.storage());
        pair.push_back(std::move(member->value()));
        item = std::move(pair);
    }
    return true;
}

bool all_null(const json::object& members) noexcept {
    for (const auto& member : members)
        if (!member.value().is_null()) return false;
    return true;
}

bool apply_to_collection(Node& node) {
    switch (node.tag) {
    case Tag::seq: return node.value.is_array();
    case Tag::map: return node.value.is_object();
    case Tag::omap: return node.value.is_array() && is_omap(node.value.get_array());
    case Tag::pairs: return node.value.is_array() && make_pairs(node.value.get_array());
    case Tag::set: return node.value.is_object() && all_null(node.value.get_object());
    default: return false;
    }
}

bool apply_to_nothing(Node& node) { // "!!str" and no content
    const auto storage = node.value.storage();
    switch (node.tag) {
    case Tag::null:
    case Tag::merge: return true;
    case Tag::str: return node.set(json::value(json::string(storage))), true;
    case Tag::seq:
    case Tag::omap:
    case Tag::pairs: return node.set(json::value(json::array(storage))), true;
    case Tag::map:
    case Tag::set: return node.set(json::value(json::object(storage))), true;
    default: return false;
    }
}

void append_primitive(std::string& out, const json::value& value) {
    if (value.is_string())
        out.append(value.get_string());
    else if (value.is_bool())
        out.append(value.get_bool() ? "true" : "false");
    else if (value.is_number())
        js::append_number(out, js::number_of(value));
    else
        out.append(value.is_null() ? "null" : "[object Object]");
}

} // namespace

bool is_ambiguous(std::string_view text) noexcept {
    if (text.empty() || !may_be_special(text[0])) return false;
    return is_null(text) || is_true(text) || is_false(text) || text == "<<" || integer_of(text) || float_of(text) ||
           timestamp_of(text);
}

void resolve_plain(Node& node) {
    const auto text = node.text.view();
    node.tag = Tag::none;
    if (text.empty() || !may_be_special(text[0])) return;
    for (const Tag tag : {Tag::null, Tag::boolean, Tag::integer, Tag::floating, Tag::timestamp})
        if (set_scalar(node, tag, text)) return;
    if (text == "<<") node.tag = Tag::merge;
}

bool apply_tag(Node& node) {
    if (node.kind == Kind::none) return node.is_null() && apply_to_nothing(node);
    if (node.kind != Kind::scalar) return apply_to_collection(node);
    switch (node.tag) {
    case Tag::seq:
    case Tag::map:
    case Tag::omap:
    case Tag::pairs:
    case Tag::set: return false;
    default: break;
    }
    if (node.is_text) return set_scalar(node, node.tag, node.text.view());
    // The scalar stood on a line of its own below the tag and has been resolved already.
    return node.is_null() ? apply_to_nothing(node) : node.tag == Tag::str;
}

bool key_text(const Node& node, std::string& out) {
    if (node.is_text) {
        out.append(node.text.view());
    } else if (node.is_date) {
        out.append(date_text(node.date));
    } else if (node.is_bytes) {
        for (const auto& byte : node.value.get_object()) {
            if (!out.empty()) out += ',';
            append_primitive(out, byte.value());
        }
    } else if (node.value.is_array()) {
        bool first = true;
        for (const auto& item : node.value.get_array()) {
            if (item.is_array()) return false;
            if (!std::exchange(first, false)) out += ',';
            if (!item.is_null()) append_primitive(out, item);
        }
    } else {
        append_primitive(out, node.value);
    }
    return true;
}

std::optional<json::object> bytes_of(std::string_view base64, json::storage_ptr storage) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    std::size_t digits = 0;
    for (const char c : base64) {
        if (c == '\n' || c == '\r') continue;
        ++digits;
        if (c == '=') continue;
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>(bits >> held & 0xFF);
        }
    }
    if (digits % 4 != 0) return std::nullopt; // whole bytes, padding counted
    json::object members(std::move(storage));
    members.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
        members.emplace(std::to_string(i), static_cast<std::int64_t>(static_cast<unsigned char>(bytes[i])));
    return members;
}

} // namespace schemad::formats::yaml
