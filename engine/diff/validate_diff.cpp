// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <unordered_set>

#include "engine/diff/rules.hpp"
#include "engine/diff/validate.hpp"

#include <algorithm>

#include "engine/diff/entity_hashes.hpp"
#include "engine/error.hpp"
#include "engine/js/value.hpp"
#include "engine/model/forgetting.hpp"
#include "engine/model/items.hpp"

namespace schemad::diff {

namespace {

using model::ItemKind;

// A change holds its item, which is a change: bounded, since the text of a request decides the depth.
constexpr int max_nesting = 32;

void check_change(const json::value& value, const Place& place, int depth = 0) {
    const auto& change = object_at(value, place);
    const auto& kind = required(change, "kind", place);
    const std::string_view word = kind.is_string() ? std::string_view{kind.get_string()} : std::string_view{};
    if (word != "N" && word != "D" && word != "E" && word != "A") refuse(place / "kind", "must be one of [N, D, E, A]");
    if (const auto* path = change.if_contains("path")) {
        const auto here = place / "path";
        std::size_t index = 0;
        for (const auto& step : array_at(*path, here)) {
            const auto at = here[index++];
            if (step.is_string()) {
                if (step.get_string().empty()) refuse(at, "is not allowed to be empty");
            } else if (!step.is_number()) {
                refuse(at, "must be one of [string, number]");
            }
        }
    }
    if (word == "D" || word == "E") required(change, "lhs", place);
    if (word == "N" || word == "E") required(change, "rhs", place);
    if (word == "A") {
        const auto& index = required(change, "index", place);
        const bool numeric = index.is_string() && !index.get_string().empty() && js::to_number(index.get_string());
        if (!index.is_number() && !numeric) refuse(place / "index", "must be a number");
        const auto& item = required(change, "item", place);
        if (depth >= max_nesting) refuse(place / "item", "is nested too deeply");
        check_change(item, place / "item", depth + 1);
    }
    if (change.contains(model::forget_mark)) { // ours: no other form of it means anything
        const auto* path = change.if_contains("path");
        if (!model::is_forgetting(change)) refuse(place / model::forget_mark, "must be [true]");
        if (depth || word != "E" || !path || *path != json::array{"meta"} || !change.at("rhs").is_null())
            refuse(place / model::forget_mark, "is of a change of \"meta\" to null alone");
    }
    check_known(change, place, {"kind", "path", "lhs", "rhs", "index", "item", model::forget_mark});
}

void check_entry(ItemKind kind, const json::value& value, const Place& place) {
    const auto& entry = object_at(value, place);
    check_string(entry, "collection", place, Presence::required);
    if (kind != ItemKind::collection) check_string(entry, "field", place, Presence::required);
    if (kind == ItemKind::relation)
        if (const auto* related = entry.if_contains("related_collection"); related && !related->is_null()) {
            if (!related->is_string()) refuse(place / "related_collection", "must be a string");
            if (related->get_string().empty()) refuse(place / "related_collection", "is not allowed to be empty");
        }
    const auto& changes = required(entry, "diff", place);
    const auto inside = place / "diff";
    std::size_t index = 0;
    for (const auto& change : array_at(changes, inside)) check_change(change, inside[index++]);
    if (kind == ItemKind::relation)
        check_known(entry, place, {"collection", "field", "related_collection", "diff"});
    else if (kind == ItemKind::collection)
        check_known(entry, place, {"collection", "diff"});
    else
        check_known(entry, place, {"collection", "field", "diff"});
}

[[noreturn]] void refuse_diff(const std::string& what) {
    throw invalid_payload("Provided diff is trying to " + what + ". Please generate a new diff and try again");
}

std::string_view kind_of_first(const json::object& entry) {
    const auto& changes = entry.at("diff").get_array();
    return changes.empty() ? std::string_view{} : std::string_view{changes[0].get_object().at("kind").get_string()};
}

// Creating what exists, deleting what does not. Only the first change is looked at and its path is not
// (docs/spec/engine-2-model.md 5.2).
void check_existence(ItemKind kind, const json::object& entry, bool exists, const std::string& name) {
    const auto what = kind_of_first(entry);
    const char* noun = kind == ItemKind::collection ? "collection" : kind == ItemKind::field ? "field" : "relation";
    if (what == "N" && exists) refuse_diff("create " + std::string{noun} + " \"" + name + "\" but it already exists");
    if (what == "D" && !exists) refuse_diff("delete " + std::string{noun} + " \"" + name + "\" but it does not exist");
}

void check_system_field_entry(const json::object& entry, const std::string& name) {
    const auto kind = kind_of_first(entry);
    if (kind.empty()) return;
    if (kind != "E") {
        const char* verb = kind == "N" ? "create" : kind == "D" ? "delete" : "update array";
        refuse_diff(std::string{verb} + " field \"" + name + "\" but this action is not supported");
    }
    std::string path;
    if (const auto* steps = entry.at("diff").get_array()[0].get_object().if_contains("path"))
        for (const auto& step : steps->get_array()) {
            if (!path.empty()) path += '.';
            path += step.is_string() ? std::string{std::string_view{step.get_string()}} : json::serialize(step);
        }
    if (path != "schema.is_indexed")
        refuse_diff("alter property \"" + path + "\" on \"" + name +
                    "\" but currently only \"schema.is_indexed\" is supported");
}

std::string name_of(ItemKind kind, const json::object& item) {
    std::string name{model::text_of(item, "collection")};
    if (kind != ItemKind::collection) name.append(1, '.').append(model::text_of(item, "field"));
    return name;
}

} // namespace

void validate_diff(const json::value& value, const model::Dialect& dialect) {
    const Place root;
    const auto& payload = object_at(value, root);
    check_string(payload, "hash", root, Presence::required);
    const auto inside = root / "diff";
    const auto& diff = object_at(required(payload, "diff", root), inside);
    for (const auto kind : model::all_kinds) {
        if (kind == ItemKind::system_field && !dialect->lists_system_fields) continue;
        const auto list = inside / model::list_name(kind);
        std::size_t index = 0;
        for (const auto& entry : array_at(required(diff, model::list_name(kind), inside), list))
            check_entry(kind, entry, list[index++]);
    }
    if (dialect->lists_system_fields)
        check_known(diff, inside, {"collections", "fields", "systemFields", "relations"});
    else
        check_known(diff, inside, {"collections", "fields", "relations"});
    // what diff?plan=true, diff?translate=true, revert and adopt answer beside them, so that their answer can be posted
    // as it is
    check_known(payload, root,
                {"hash", "diff", "plan", "lost", "warnings", "adopted", "forgotten", "left_out", "applied",
                 "translation", "configuration"}); // ours: engine/configuration reads it
}

bool is_empty_diff(const json::value& payload) {
    const auto& diff = payload.get_object().at("diff").get_object();
    return std::all_of(std::begin(model::all_kinds), std::end(model::all_kinds),
                       [&](ItemKind kind) { return model::list_of(diff, kind).empty(); });
}

namespace {

// ", changed: posts.title, posts.body and 3 more"
std::string told(const char* how, const std::vector<std::string>& names) {
    constexpr std::size_t shown = 10;
    if (names.empty()) return {};
    std::string text = std::string{", "} + how + ": ";
    for (std::size_t i = 0; i < names.size() && i < shown; ++i) text += (i ? ", " : "") + names[i];
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

} // namespace

void explain_stale_diff(const json::value& payload, const json::value& current, const model::Dialect& dialect,
                        const ModelMemory* remembered) {
    const auto& diff = payload.get_object().at("diff").get_object();
    for (const auto kind : model::all_kinds) {
        std::unordered_set<std::string> existing;
        for (const auto& item : model::list_of(current.get_object(), kind))
            existing.insert(name_of(kind, item.get_object()));
        for (const auto& value : model::list_of(diff, kind)) {
            const auto& entry = value.get_object();
            auto name = name_of(kind, entry);
            if (kind == ItemKind::system_field) {
                check_system_field_entry(entry, name);
                continue;
            }
            const bool exists = existing.contains(name);
            if (kind == ItemKind::relation)
                if (const auto related = model::text_of(entry, "related_collection"); !related.empty())
                    name.append("-> ").append(related);
            check_existence(kind, entry, exists, name);
        }
    }
    const std::string stale =
        "Provided hash does not match the current instance's schema hash, indicating the schema has "
        "changed after this diff was generated. Please generate a new diff and try again" +
        (dialect->forced_apply ? std::string{" or use the \"force\" query parameter to bypass this check"}
                               : std::string{});
    const auto before = remembered ? remembered->recall(payload.at("hash").get_string()) : std::nullopt;
    if (!before) throw invalid_payload(stale);
    const auto changes = changes_between(*before, entity_hashes_of(current));
    const auto names =
        told("added", changes.added) + told("changed", changes.changed) + told("removed", changes.removed);
    if (names.empty()) throw invalid_payload(stale); // what differs is nothing of an entity
    auto error = invalid_payload(stale + ". Since then" + names);
    const auto list = [](const std::vector<std::string>& names) {
        return json::array(names.begin(),
                           names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 1000)));
    };
    error.extensions["changes"] = json::object{
        {"added", list(changes.added)}, {"changed", list(changes.changed)}, {"removed", list(changes.removed)}};
    throw error;
}

} // namespace schemad::diff
