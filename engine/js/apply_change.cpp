// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "engine/js/deep_diff.hpp"
#include "engine/js/order.hpp"
#include "engine/js/value.hpp"

namespace schemad::js {
namespace {

// A longer gap than this behind an array's end is no change that a diff gives; it would only eat memory.
constexpr std::size_t longest_gap = 100'000;

[[noreturn]] void refuse(const char* why) { throw std::invalid_argument(why); }

const json::value* member(const json::object& change, std::string_view key) { return change.if_contains(key); }

std::string key_of(const json::value& step) {
    if (const auto* s = step.if_string()) return std::string(*s);
    if (step.is_number()) return number_text(number_of(step));
    refuse("a path holds strings and numbers only");
}

bool is_falsy(const json::value& v) {
    if (v.is_null()) return true;
    if (const auto* b = v.if_bool()) return !*b;
    if (const auto* s = v.if_string()) return s->empty();
    if (v.is_number()) return !(std::abs(number_of(v)) > 0);
    return false;
}

std::size_t index_of(const json::value& step) {
    const auto index = array_index(key_of(step));
    if (!index) refuse("an array has no element of that index");
    return *index;
}

// What `it` holds at a step; null when it is absent.
json::value* at(json::value& it, const json::value& step) {
    if (auto* o = it.if_object()) return o->if_contains(key_of(step));
    if (auto* a = it.if_array()) {
        const auto index = array_index(key_of(step));
        return index && *index < a->size() ? &(*a)[*index] : nullptr;
    }
    refuse("a path leads into a value that has no members");
}

json::value& put_element(json::array& a, std::size_t index, json::value v) {
    if (index > a.size() && index - a.size() > longest_gap) refuse("an index lies far behind the array's end");
    if (index >= a.size()) a.resize(index + 1); // what JavaScript leaves as holes is null in JSON
    return a[index] = std::move(v);
}

// it[step] = v. Null when the value can be seen nowhere: a member __proto__ that is not there yet is the prototype.
json::value* put(json::value& it, const json::value& step, json::value v) {
    if (auto* a = it.if_array()) return &put_element(*a, index_of(step), std::move(v));
    auto* o = it.if_object();
    if (!o) refuse("a path leads into a value that has no members");
    const std::string key = key_of(step);
    if (auto* old = o->if_contains(key)) return &(*old = std::move(v));
    if (key == "__proto__") return nullptr;
    auto* made = &o->emplace(key, std::move(v)).first->value();
    if (!array_index(key)) return made; // it stands where JavaScript has it, at the end
    order_members(*o);
    return o->if_contains(key);
}

void remove(json::value& it, const json::value& step) {
    if (auto* o = it.if_object()) {
        if (const auto found = o->find(key_of(step)); found != o->end()) o->stable_erase(found);
    } else if (auto* element = at(it, step)) {
        *element = nullptr; // delete leaves a hole
    }
}

// An absent rhs is undefined: no member.
void assign(json::value& it, const json::value& step, const json::object& change) {
    if (const auto* rhs = member(change, "rhs"))
        put(it, step, json::value(*rhs, it.storage()));
    else
        remove(it, step);
}

std::string_view kind_of(const json::object& change) {
    const auto* kind = member(change, "kind");
    const auto* text = kind ? kind->if_string() : nullptr;
    if (!text) refuse("a change has no kind");
    return *text;
}

void change_element(json::value& list, const json::object& change);

// The change of an element, told without a path.
void change_in_place(json::array& a, double number, const json::object& item) {
    const auto kind = kind_of(item);
    if (kind == "D") { // counted from the end when negative
        const double i = number < 0 ? number + static_cast<double>(a.size()) : number;
        if (i >= 0 && i < static_cast<double>(a.size())) a.erase(a.begin() + truncated(i));
        return;
    }
    const auto index = array_index(number_text(number));
    if (!index) refuse("an array has no element of that index");
    if (kind == "A") {
        if (*index >= a.size()) refuse("a change of an array that is not there");
        change_element(a[*index], item);
    } else if (kind == "N" || kind == "E") {
        const auto* rhs = member(item, "rhs");
        put_element(a, *index, rhs ? json::value(*rhs, a.storage()) : json::value(nullptr, a.storage()));
    } else {
        refuse("a change of unknown kind");
    }
}

// A change of kind A to the array it is about.
void change_element(json::value& list, const json::object& change) {
    auto* a = list.if_array();
    if (!a) refuse("a change of an element, but the value is no array");
    const auto *index = member(change, "index"), *item = member(change, "item");
    const auto* inner = item ? item->if_object() : nullptr;
    if (!inner || !index || !index->is_number()) refuse("a change of an element lacks index or item");
    if (!member(*inner, "path")) {
        change_in_place(*a, number_of(*index), *inner);
    } else if (auto* element = at(list, *index)) {
        apply_change(*element, *inner);
    } else {
        refuse("a change of an element that is not there");
    }
}

} // namespace

void apply_change(json::value& target, const json::object& change) {
    if (is_falsy(target)) return; // the reference has nothing to work on and says nothing
    const auto kind = kind_of(change);
    if (kind != "N" && kind != "E" && kind != "D" && kind != "A") refuse("a change of unknown kind");
    const auto* steps = member(change, "path");
    if (!steps) {
        if (kind != "A") refuse("a change of the whole value");
        change_element(target, change);
        return;
    }
    const auto* path = steps->if_array();
    if (!path || path->empty()) refuse("a change has no path");

    auto* holder = &target;
    for (std::size_t i = 0; i + 1 < path->size(); ++i) {
        const auto& step = (*path)[i];
        auto* next = at(*holder, step);
        if (!next) { // an array where a number comes next, else an object
            const bool list = (*path)[i + 1].is_number();
            auto made = list ? json::value(json::array_kind, holder->storage())
                             : json::value(json::object_kind, holder->storage());
            next = put(*holder, step, std::move(made));
            if (!next) return;
        }
        holder = next;
    }
    const auto& last = path->back();
    if (kind == "D") {
        remove(*holder, last);
    } else if (kind == "A") {
        auto* list = at(*holder, last);
        if (!list) list = put(*holder, last, json::value(json::array_kind, holder->storage()));
        if (list) change_element(*list, change);
    } else {
        assign(*holder, last, change);
    }
}

} // namespace schemad::js
