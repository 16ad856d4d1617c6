// SPDX-License-Identifier: Apache-2.0
#include "recorded_project.hpp"

#include <algorithm>

#include "engine/diff/snapshot_diff.hpp"
#include "engine/diff/validate.hpp"
#include "engine/js/object_hash.hpp"

namespace schemad::test {

namespace json = boost::json;

namespace {

// The collections the recorded project knows: those of its snapshot, an untracked table and one of the system's. Items
// of other collections are in no scope.
bool is_known(const json::value& full, std::string_view name) {
    if (name == "untracked" || name == "directus_users") return true;
    const auto& collections = full.at("collections").as_array();
    return std::any_of(collections.begin(), collections.end(),
                       [&](const auto& one) { return std::string_view(one.at("collection").as_string()) == name; });
}

} // namespace

json::value RecordedProject::snapshot(const SnapshotScope& scope, json::storage_ptr storage) {
    json::value copy(full_, std::move(storage));
    if (scope.kind == SnapshotScope::Kind::everything) return copy;
    auto& object = copy.as_object();
    object["version"] = 2;
    const bool include = scope.kind == SnapshotScope::Kind::include;
    for (const auto* list : {"collections", "fields", "systemFields", "relations"}) {
        json::array kept;
        for (auto& item : object[list].as_array()) {
            const std::string name(item.at("collection").as_string());
            const bool named = std::find(scope.names.begin(), scope.names.end(), name) != scope.names.end();
            if (named == include && is_known(full_, name)) kept.push_back(item);
        }
        object[list] = std::move(kept);
    }
    return copy;
}

std::string RecordedProject::hash() const { return js::versioned_hash(full_, directus_version()); }

DiffAnswer RecordedProject::diff(const json::value& uploaded, const DiffRequest& request) {
    diff::validate_snapshot(uploaded, model::Dialect(directus_version(), vendor()), request.force);
    diff::Options options;
    options.mode = request.mode == DiffMode::merge ? diff::Mode::merge : diff::Mode::mirror;
    auto found = diff::snapshot_diff(full_.as_object(), uploaded.as_object(), options);
    if (!found) return {};
    json::object result;
    result["hash"] = hash();
    result["diff"] = std::move(*found);
    return {std::move(result)};
}

ApplyReport RecordedProject::apply(const json::value& payload, const ApplyRequest& request) {
    diff::validate_diff(payload, model::Dialect(directus_version(), vendor()));
    if (!diff::is_empty_diff(payload) && !request.force && payload.at("hash").as_string() != hash())
        diff::explain_stale_diff(payload, full_, model::Dialect(directus_version(), vendor()));
    return {};
}

std::optional<User> RecordedProject::user_of_token(std::string_view token, std::string_view) {
    if (token == "admin") return User{"1", true};
    if (token == "user") return User{"2", false};
    return std::nullopt;
}

} // namespace schemad::test
