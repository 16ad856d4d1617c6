// SPDX-License-Identifier: Apache-2.0
#include "engine/js/order.hpp"

#include <algorithm>
#include <optional>
#include <string>
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

namespace {

void sort_members(json::object& o, std::vector<json::key_value_pair*>& members) {
    if (members.size() != o.size() || !std::is_sorted(members.begin(), members.end(), sorts_before)) {
        std::stable_sort(members.begin(), members.end(), sorts_before);
        rebuild(o, members);
    }
    order_members(o);
}

// a < b of JavaScript: two texts by code unit, else two numbers; what is neither is taken by its text.
bool is_less(const json::value& a, const json::value& b) {
    const auto primitive = [](const json::value& v) -> json::value {
        if (!v.is_structured()) return v;
        std::string text;
        append_string(text, v);
        return json::value(text);
    };
    const auto x = primitive(a), y = primitive(b);
    if (x.is_string() && y.is_string()) return compare(x.get_string(), y.get_string()) < 0;
    const auto number = [](const json::value& v) -> std::optional<double> {
        if (v.is_null()) return 0;
        if (v.is_bool()) return v.get_bool();
        return v.is_string() ? to_number(v.get_string()) : number_of(v);
    };
    const auto m = number(x), n = number(y);
    return m && n && *m < *n;
}

// null comes last. No order of all values (10, "9" and "10" go round in a ring), so how it is sorted decides.
bool comes_before(const json::value* a, const json::value* b) {
    if (a->is_null() || b->is_null()) return !a->is_null() && b->is_null();
    return !is_less(*b, *a) && is_less(*a, *b);
}

// Short lists as JavaScript engines sort them, by binary insertion behind the run they begin with. In longer ones a
// ring is not looked for.
void sort_list(json::array& list) {
    std::vector<const json::value*> order;
    order.reserve(list.size());
    for (const auto& element : list) order.push_back(&element);
    constexpr std::size_t short_list = 64;
    if (order.size() >= short_list) {
        std::stable_sort(order.begin(), order.end(), comes_before);
    } else if (order.size() > 1) {
        std::size_t run = 2;
        const bool falls = comes_before(order[1], order[0]);
        while (run < order.size() && comes_before(order[run], order[run - 1]) == falls) ++run;
        if (falls) std::reverse(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(run));
        for (auto at = run; at < order.size(); ++at) {
            const auto* pivot = order[at];
            std::size_t left = 0, right = at;
            while (left < right) {
                const auto middle = left + (right - left) / 2;
                if (comes_before(pivot, order[middle]))
                    right = middle;
                else
                    left = middle + 1;
            }
            const auto to = order.begin() + static_cast<std::ptrdiff_t>(left);
            std::rotate(to, order.begin() + static_cast<std::ptrdiff_t>(at),
                        order.begin() + static_cast<std::ptrdiff_t>(at) + 1);
        }
    }
    json::array sorted(list.storage());
    sorted.reserve(list.size());
    for (const auto* element : order) sorted.emplace_back(*element);
    list = std::move(sorted);
}

} // namespace

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
    sort_members(*o, members);
}

void sort_with_lists(json::value& v) {
    if (auto* a = v.if_array()) return sort_list(*a);
    auto* o = v.if_object();
    if (!o) return;
    std::vector<json::key_value_pair*> members;
    for (auto& member : *o) {
        sort_with_lists(member.value());
        if (member.key() != "__proto__") members.push_back(&member);
    }
    sort_members(*o, members);
}

} // namespace schemad::js
