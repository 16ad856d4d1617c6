// SPDX-License-Identifier: Apache-2.0
#include "engine/model/system_indexes.hpp"

#include <algorithm>
#include <string_view>

namespace schemad::model {
namespace {

struct Made {
    std::string_view collection, field;
    VersionNumber from; // the migrations that are called so; between two recorded versions inferred
};
constexpr Made everywhere[] = {
    {"directus_activity", "timestamp", {11, 13, 0}},     {"directus_oauth_clients", "date_created", {12, 0, 0}},
    {"directus_oauth_codes", "expires_at", {12, 0, 0}},  {"directus_oauth_codes", "used_at", {12, 0, 0}},
    {"directus_oauth_consents", "client", {12, 0, 0}},   {"directus_oauth_tokens", "code_hash", {12, 0, 0}},
    {"directus_oauth_tokens", "expires_at", {12, 0, 0}}, {"directus_oauth_tokens", "previous_session", {12, 0, 0}},
    {"directus_oauth_tokens", "session", {12, 0, 0}},    {"directus_revisions", "activity", {11, 14, 0}},
    {"directus_revisions", "parent", {11, 13, 0}},       {"directus_sessions", "oauth_client", {12, 0, 0}},
};

// Of foreign keys, and what those left behind that are gone. A field that its version does not have has none.
struct MadeByKeys {
    std::string_view collection, fields; // separated by blanks
};
constexpr MadeByKeys by_keys[] = {
    {"directus_access", "policy role user"},
    {"directus_activity", "collection"},
    {"directus_collections", "group"},
    {"directus_comments", "user_created user_updated"},
    {"directus_dashboards", "user_created"},
    {"directus_deployment_projects", "user_created"},
    {"directus_deployment_runs", "project user_created"},
    {"directus_deployments", "user_created"},
    {"directus_fields", "collection"},
    {"directus_files", "folder modified_by uploaded_by"},
    {"directus_flows", "folder user_created"},
    {"directus_folders", "parent"},
    {"directus_notifications", "recipient sender"},
    {"directus_oauth_codes", "client user"},
    {"directus_oauth_tokens", "user"},
    {"directus_operations", "flow user_created"},
    {"directus_panels", "dashboard user_created"},
    {"directus_permissions", "collection policy"},
    {"directus_presets", "collection role user"},
    {"directus_relations", "many_collection one_collection"},
    {"directus_revisions", "collection version"},
    {"directus_roles", "parent"},
    {"directus_sessions", "share user"},
    {"directus_settings",
     "project_logo public_background public_favicon public_foreground public_registration_role storage_default_folder"},
    {"directus_shares", "collection role user_created"},
    {"directus_users", "role"},
    {"directus_versions", "collection user_created user_updated"},
};

} // namespace

std::vector<FieldKey> system_indexes(const Dialect& dialect, bool keys_are_indexed) {
    std::vector<FieldKey> indexes;
    if (!dialect->lists_system_fields) return indexes;
    const auto add = [&](std::string_view collection, std::string_view field) {
        if (dialect.system().contains(collection, field)) indexes.push_back({collection, field});
    };
    for (const auto& made : everywhere)
        if (made.from <= dialect.number()) add(made.collection, made.field);
    for (const auto& made : by_keys)
        for (auto rest = made.fields; keys_are_indexed && !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            add(made.collection, rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    std::sort(indexes.begin(), indexes.end(), [](const FieldKey& a, const FieldKey& b) {
        return a.collection != b.collection ? a.collection < b.collection : a.field < b.field;
    });
    return indexes;
}

} // namespace schemad::model
