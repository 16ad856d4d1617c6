// SPDX-License-Identifier: Apache-2.0
#include "engine/js/order.hpp"

#include <algorithm>
#include <utility>

#include "engine/js/value.hpp"

namespace schemad::js {
namespace {

// String(value) of JavaScript, appended.
void append_string(std::string& out, const json::value& v) {
    switch (v.kind()) {
    case json::kind::null: out += "null"; break;
    case json::kind::bool_: out += v.get_bool() ? "true" : "false"; break;
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: append_number(out, number_of(v)); break;
    case json::kind::string: out += v.get_string(); break;
    case json::kind::object: out += "[object Object]"; break;
    case json::kind::array: {
        bool first = true;
        for (const auto& element : v.get_array()) {
            if (!std::exchange(first, false)) out += ',';
            if (!element.is_null()) append_string(out, element); // join() leaves null out
        }
        break;
    }
    }
}

// What a member is sorted by, whole. A member whose value is null reads "key,".
std::string sort_text(const json::key_value_pair& member) {
    std::string text(member.key());
    text += ',';
    if (!member.value().is_null()) append_string(text, member.value());
    return text;
}

bool sorts_before(const json::key_value_pair* a, const json::key_value_pair* b) {
    const std::string_view x = a->key(), y = b->key();
    const bool shorter = x.size() < y.size();
    const std::string_view prefix = shorter ? x : y, longer = shorter ? y : x;
    if (!longer.starts_with(prefix)) return compare(x, y) < 0; // the values do not come into it
    if (longer.size() > prefix.size() && longer[prefix.size()] != ',') {
        // the shorter key's comma stands against the longer key's next unit; both sides are decided by it
        const bool comma_first = ',' < static_cast<unsigned char>(longer[prefix.size()]);
        return comma_first == shorter;
    }
    return compare(sort_text(*a), sort_text(*b)) < 0;
}

} // namespace

void rebuild(json::object& o, const std::vector<json::key_value_pair*>& members) {
    json::object ordered(o.storage());
    ordered.reserve(members.size());
    for (auto* member : members) ordered.emplace(member->key(), std::move(member->value()));
    o = std::move(ordered);
}

void order_members(json::object& o) {
    std::int64_t last = -1; // the greatest index so far
    bool names = false, ordered = true;
    for (const auto& member : o) {
        const auto index = array_index(member.key());
        if (!index) {
            names = true;
        } else {
            if (names || *index < last) ordered = false;
            last = std::max<std::int64_t>(last, *index);
        }
    }
    if (ordered) return;
    std::vector<json::key_value_pair*> members;
    members.reserve(o.size());
    for (auto& member : o) members.push_back(&member);
    std::stable_sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
        constexpr std::uint64_t never = ~std::uint64_t{0};
        const auto x = array_index(a->key()), y = array_index(b->key());
        return (x ? *x : never) < (y ? *y : never);
    });
    rebuild(o, members);
}

void js_order(json::value& v) {
    if (auto* o = v.if_object()) {
        order_members(*o);
        for (auto& member : *o) js_order(member.value());
    } else if (auto* a = v.if_array()) {
        for (auto& element : *a) js_order(element);
    }
}

void sort_deep(json::value& v) {
    if (auto* a = v.if_array()) {
        for (auto& element : *a) sort_deep(element);
        return;
    }
    auto* o = v.if_object();
    if (!o) return;
    std::vector<json::key_value_pair*> members;
    members.reserve(o->size());
    for (auto& member : *o) {
        sort_deep(member.value());
        if (member.key() != "__proto__") members.push_back(&member); // the reference makes it the prototype
    }
    if (members.size() == o->size() && std::is_sorted(members.begin(), members.end(), sorts_before)) {
        order_members(*o);
        return;
    }
    std::stable_sort(members.begin(), members.end(), sorts_before);
    rebuild(*o, members);
    order_members(*o);
}

} // namespace schemad::js
