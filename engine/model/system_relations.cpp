// SPDX-License-Identifier: Apache-2.0
#include "engine/model/system_relations.hpp"

#include <algorithm>
#include <array>

namespace schemad::model {

namespace {

constexpr SystemRelation relations[] = {
    {"directus_access", "role", "directus_roles", "CASCADE"},
    {"directus_access", "user", "directus_users", "CASCADE"},
    {"directus_access", "policy", "directus_policies", "CASCADE"},
    {"directus_collections", "group", "directus_collections", "NO ACTION"},
    {"directus_comments", "user_created", "directus_users", "SET NULL"},
    {"directus_comments", "user_updated", "directus_users", "NO ACTION"},
    {"directus_dashboards", "user_created", "directus_users", "SET NULL"},
    {"directus_deployment_projects", "deployment", "directus_deployments", "CASCADE"},
    {"directus_deployment_projects", "user_created", "directus_users", "SET NULL"},
    {"directus_deployment_runs", "project", "directus_deployment_projects", "CASCADE"},
    {"directus_deployment_runs", "user_created", "directus_users", "SET NULL"},
    {"directus_deployments", "user_created", "directus_users", "SET NULL"},
    {"directus_files", "uploaded_by", "directus_users", "NO ACTION"},
    {"directus_files", "modified_by", "directus_users", "NO ACTION"},
    {"directus_files", "folder", "directus_folders", "SET NULL"},
    {"directus_flows", "user_created", "directus_users", "SET NULL"},
    {"directus_flows", "folder", "directus_folders", "SET NULL"},
    {"directus_folders", "parent", "directus_folders", "NO ACTION"},
    {"directus_notifications", "recipient", "directus_users", "CASCADE"},
    {"directus_notifications", "sender", "directus_users", "NO ACTION"},
    {"directus_oauth_codes", "client", "directus_oauth_clients", "CASCADE"},
    {"directus_oauth_codes", "user", "directus_users", "CASCADE"},
    {"directus_oauth_consents", "user", "directus_users", "CASCADE"},
    {"directus_oauth_consents", "client", "directus_oauth_clients", "CASCADE"},
    {"directus_oauth_tokens", "client", "directus_oauth_clients", "CASCADE"},
    {"directus_oauth_tokens", "user", "directus_users", "CASCADE"},
    {"directus_operations", "resolve", "directus_operations", "NO ACTION"},
    {"directus_operations", "reject", "directus_operations", "NO ACTION"},
    {"directus_operations", "flow", "directus_flows", "CASCADE"},
    {"directus_operations", "user_created", "directus_users", "SET NULL"},
    {"directus_panels", "dashboard", "directus_dashboards", "CASCADE"},
    {"directus_panels", "user_created", "directus_users", "SET NULL"},
    {"directus_permissions", "policy", "directus_policies", "CASCADE"},
    {"directus_presets", "user", "directus_users", "CASCADE"},
    {"directus_presets", "role", "directus_roles", "CASCADE"},
    {"directus_revisions", "parent", "directus_revisions", "NO ACTION"},
    {"directus_revisions", "activity", "directus_activity", "CASCADE"},
    {"directus_revisions", "version", "directus_versions", "CASCADE"},
    {"directus_roles", "parent", "directus_roles", "NO ACTION"},
    {"directus_sessions", "user", "directus_users", "CASCADE"},
    {"directus_sessions", "share", "directus_shares", "CASCADE"},
    {"directus_sessions", "oauth_client", "directus_oauth_clients", "CASCADE"},
    {"directus_settings", "project_logo", "directus_files", "NO ACTION"},
    {"directus_settings", "public_foreground", "directus_files", "NO ACTION"},
    {"directus_settings", "public_background", "directus_files", "NO ACTION"},
    {"directus_settings", "storage_default_folder", "directus_folders", "SET NULL"},
    {"directus_settings", "public_favicon", "directus_files", "NO ACTION"},
    {"directus_settings", "public_registration_role", "directus_roles", "SET NULL"},
    {"directus_shares", "collection", "directus_collections", "CASCADE"},
    {"directus_shares", "role", "directus_roles", "CASCADE"},
    {"directus_shares", "user_created", "directus_users", "SET NULL"},
    {"directus_users", "role", "directus_roles", "SET NULL"},
    {"directus_versions", "collection", "directus_collections", "CASCADE"},
    {"directus_versions", "user_created", "directus_users", "SET NULL"},
    {"directus_versions", "user_updated", "directus_users", "NO ACTION"},
};

constexpr std::array<std::string_view, 9> counting{
    "directus_activity",  "directus_fields",    "directus_notifications", "directus_permissions", "directus_presets",
    "directus_relations", "directus_revisions", "directus_settings",      "directus_webhooks"};

} // namespace

std::span<const SystemRelation> system_relations() noexcept { return relations; }

std::string_view system_key_of(std::string_view collection) noexcept {
    if (collection == "directus_collections") return "collection";
    if (collection == "directus_migrations") return "version";
    if (collection == "directus_sessions") return "token";
    if (collection == "directus_oauth_clients") return "client_id";
    return "id";
}

bool system_key_counts(std::string_view collection) noexcept {
    return std::find(counting.begin(), counting.end(), collection) != counting.end();
}

} // namespace schemad::model
