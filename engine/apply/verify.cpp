// SPDX-License-Identifier: Apache-2.0
#include "engine/apply/verify.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "engine/apply/held.hpp"
#include "engine/diff/snapshot_diff.hpp"
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/model/items.hpp"
#include "engine/plan/change_set.hpp"
#include "engine/plan/table_work.hpp"
#include "engine/snapshot/expressions.hpp"
#include "engine/text/shortened.hpp"

namespace schemad::apply {

namespace {

namespace json = boost::json;
using model::ItemKind;

std::string dotted(const json::object& change) {
    std::string text;
    if (const auto* path = change.if_contains("path"))
        for (const auto& step : path->get_array()) {
            if (!text.empty()) text += '.';
            text += step.is_string() ? std::string{std::string_view{step.get_string()}} : formats::write_json(step);
        }
    return text;
}

std::string shown(const json::object& change, std::string_view key) {
    if (const auto* item = change.if_contains("item")) return shown(item->get_object(), key); // of an array
    const auto* value = change.if_contains(key);
    if (!value) return "nothing";
    return text::shortened(formats::write_json(*value), 117);
}

// The wanted item lacks the key: that says nothing of it.
bool is_unstated(ItemKind kind, const json::object& change) {
    const auto* path = change.if_contains("path");
    if (!path || change.at("kind").get_string() != "D" || path->get_array().size() > 2) return false;
    if (kind == ItemKind::relation && path->get_array().size() == 1) return false; // its foreign key
    const auto& top = path->get_array()[0];
    return top.is_string() && (top.get_string() == "schema" || top.get_string() == "meta");
}

// One that spoke of another column as well, in a condition, as included: it cannot stay without that one.
bool lost_an_index(const std::string& path, const json::object& change) {
    const auto *is = change.if_contains("lhs"), *wanted = change.if_contains("rhs");
    return (path == "schema.is_indexed" || path == "schema.is_unique") && is && wanted && !model::truthy(*is) &&
           model::truthy(*wanted);
}

// The catalog has its own words for an expression; one that means what was wanted is what was wanted.
bool is_respelled(const json::object& actual, const std::string& path, const json::object& change,
                  const json::object* made, const Vendor& vendor) {
    if (path != "schema.generation_expression" || !made) return false;
    const auto is = model::text_of(change, "lhs"), wanted = model::text_of(change, "rhs");
    if (is.empty() || wanted.empty()) return false;
    std::vector<schemad_named_column> columns;
    for (const auto& field : model::list_of(actual, ItemKind::field))
        if (model::text_of(field.get_object(), "collection") == model::text_of(*made, "collection"))
            snapshot::add_named_column(columns, field.get_object());
    return snapshot::same_expression(vendor, model::text_of(*made, "type"), is, wanted, columns);
}

using Items = std::unordered_map<std::string, const json::object*>;

Items by_name(const json::object& snapshot, ItemKind kind) {
    Items items;
    for (const auto& value : model::list_of(snapshot, kind)) {
        const auto& item = value.get_object();
        items.emplace(plan::name_of(model::text_of(item, "collection"), model::text_of(item, "field")), &item);
    }
    return items;
}

} // namespace

void verify(const json::object& actual, const json::object& wanted, const std::vector<std::string>& unshowable,
            const Vendor& vendor, LeftOuts& left_out, const std::vector<std::string>& losing) {
    auto options = diff::Options::by_member();
    options.whole_deletions = true;
    const auto remaining = diff::snapshot_diff(actual, wanted, options);
    if (!remaining) return;
    // what the planner has named already is not named again
    std::set<std::tuple<std::string, std::string, std::string>> named;
    for (const auto& one : left_out) named.emplace(one.collection, one.field, one.property);
    const std::unordered_set<std::string> hidden(unshowable.begin(), unshowable.end());
    for (const auto kind : model::all_kinds) {
        const auto items = by_name(wanted, kind), made_items = by_name(actual, kind);
        for (const auto& value : model::list_of(*remaining, kind)) {
            const auto& entry = value.get_object();
            const std::string collection{model::text_of(entry, "collection")};
            const std::string field{model::text_of(entry, "field")};
            const auto name = plan::name_of(collection, field);
            if (hidden.contains(name) || hidden.contains(collection)) continue;
            const auto item_of = [&](const Items& all) {
                const auto found = all.find(name);
                return found == all.end() ? nullptr : found->second;
            };
            const auto *item = item_of(items), *made = item_of(made_items);
            for (const auto& one : entry.at("diff").get_array()) {
                const auto& change = one.get_object();
                const auto path = dotted(change);
                if (!path.empty() && named.contains({collection, field, path})) continue;
                if (path.empty() && kind == ItemKind::relation && named.contains({collection, field, "relation"}))
                    continue;
                if (is_unstated(kind, change) || is_respelled(actual, path, change, made, vendor)) continue;
                if (lost_an_index(path, change) &&
                    std::find(losing.begin(), losing.end(), collection) != losing.end()) {
                    left_out.push_back({collection, field, path, "its index went along with another column"});
                    continue;
                }
                if (path.empty() || !may_differ(kind, path, change, item, made, vendor))
                    throw RequestError(ErrorCode::internal,
                                       "The result is not what the diff promised, so nothing was changed: " +
                                           std::string{model::list_name(kind)} + " " + name +
                                           (path.empty() ? std::string{} : ": " + path) + ".");
                left_out.push_back(
                    {collection, field, path, "wanted " + shown(change, "rhs") + ", is " + shown(change, "lhs")});
            }
        }
    }
}

void verify_before_losses(const json::object& actual, const plan::ChangeSet& changes, const plan::Plan& plan,
                          const Vendor& vendor) {
    auto hidden = plan.unshowable;
    for (const auto& change : changes.changes()) {
        if (change.forgets) hidden.push_back(plan::name_of(change.collection, change.field));
        if (change.action != plan::Action::remove || change.kind == ItemKind::relation) continue;
        const auto* next = changes.wanted(change.kind, change.collection, change.field);
        const bool is_field = change.kind == ItemKind::field;
        // one in its place is there before; a relation that is promised without its column cannot be kept
        if (next && !(is_field && !plan::has_column(*next))) continue;
        if (is_field && changes.wanted(ItemKind::relation, change.collection, change.field)) continue;
        hidden.push_back(plan::name_of(change.collection, change.field));
    }
    auto left_out = plan.left_out; // what is named is named at the end
    verify(actual, changes.wanted_snapshot(), hidden, vendor, left_out, plan.losing);
}

} // namespace schemad::apply
