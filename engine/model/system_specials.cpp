// SPDX-License-Identifier: Apache-2.0
#include "engine/model/system_specials.hpp"

#include <algorithm>

namespace schemad::model {

namespace {

struct Entry {
    std::string_view collection;
    std::string_view fields; // name=flag,flag, separated by blanks
};
constexpr Entry entries[] = {
    {"directus_access", "id=uuid role=m2o user=m2o policy=m2o"},
    {"directus_activity", "timestamp=date-created,cast-timestamp"},
    {"directus_collections",
     "hidden=cast-boolean singleton=cast-boolean translations=cast-json "
     "archive_app_filter=cast-boolean item_duplication_fields=cast-json versioning=cast-boolean"},
    {"directus_comments", "id=uuid date_created=date-created,cast-timestamp date_updated=date-updated,cast-timestamp "
                          "user_created=user-created user_updated=user-updated"},
    {"directus_dashboards", "id=uuid date_created=date-created,cast-timestamp user_created=user-created"},
    {"directus_deployment_projects", "id=uuid date_created=date-created,cast-timestamp user_created=user-created "
                                     "deployable=cast-boolean"},
    {"directus_deployment_runs", "id=uuid date_created=date-created,cast-timestamp user_created=user-created "
                                 "started_at=cast-timestamp completed_at=cast-timestamp"},
    {"directus_deployments", "id=uuid credentials=encrypt options=cast-json date_created=date-created,cast-timestamp "
                             "user_created=user-created webhook_ids=cast-json last_synced_at=cast-timestamp"},
    {"directus_extensions", "enabled=cast-boolean id=uuid"},
    {"directus_fields", "special=cast-csv options=cast-json display_options=cast-json readonly=cast-boolean "
                        "hidden=cast-boolean translations=cast-json conditions=cast-json required=cast-boolean "
                        "validation=cast-json searchable=cast-boolean"},
    {"directus_files", "id=uuid folder=m2o uploaded_by=user-created created_on=date-created modified_by=user-updated "
                       "modified_on=date-created,date-updated tags=cast-json metadata=cast-json tus_data=cast-json"},
    {"directus_flows", "id=uuid options=cast-json date_created=date-created user_created=user-created folder=m2o"},
    {"directus_folders", "id=uuid"},
    {"directus_notifications", "timestamp=date-created,cast-timestamp"},
    {"directus_oauth_clients", "redirect_uris=cast-json grant_types=cast-json client_secret_hash=conceal "
                               "metadata_fetched_at=cast-timestamp metadata_expires_at=cast-timestamp "
                               "date_created=date-created,cast-timestamp"},
    {"directus_oauth_codes",
     "id=uuid code_hash=conceal client=m2o user=m2o expires_at=cast-timestamp used_at=cast-timestamp"},
    {"directus_oauth_consents", "id=uuid user=m2o client=m2o date_created=date-created,cast-timestamp "
                                "date_updated=date-updated,cast-timestamp"},
    {"directus_oauth_tokens", "id=uuid client=m2o user=m2o session=conceal previous_session=conceal code_hash=conceal "
                              "expires_at=cast-timestamp date_created=date-created,cast-timestamp"},
    {"directus_operations", "id=uuid options=cast-json date_created=date-created user_created=user-created"},
    {"directus_panels", "id=uuid show_header=cast-boolean options=cast-json date_created=date-created,cast-timestamp "
                        "user_created=user-created"},
    {"directus_permissions", "permissions=cast-json validation=cast-json presets=cast-json fields=cast-csv policy=m2o "
                             "role=m2o"},
    {"directus_policies", "id=uuid ip_access=cast-csv enforce_tfa=cast-boolean admin_access=cast-boolean "
                          "app_access=cast-boolean"},
    {"directus_presets", "user=m2o role=m2o layout_query=cast-json layout_options=cast-json filter=cast-json"},
    {"directus_relations", "one_allowed_collections=cast-csv"},
    {"directus_revisions", "data=cast-json delta=cast-json"},
    {"directus_roles", "id=uuid parent=m2o ip_access=cast-csv enforce_tfa=cast-boolean admin_access=cast-boolean "
                       "app_access=cast-boolean"},
    {"directus_settings",
     "storage_asset_presets=cast-json basemaps=cast-json module_bar=cast-json "
     "custom_aspect_ratios=cast-json theme_light_overrides=cast-json theme_dark_overrides=cast-json "
     "public_registration=cast-boolean public_registration_verify_email=cast-boolean "
     "public_registration_role=m2o public_registration_email_filter=cast-json "
     "visual_editor_urls=cast-json mcp_enabled=cast-boolean mcp_allow_deletes=cast-boolean "
     "mcp_system_prompt_enabled=cast-boolean product_updates=cast-boolean ai_openai_api_key=encrypt "
     "ai_anthropic_api_key=encrypt ai_google_api_key=encrypt ai_openai_compatible_api_key=encrypt "
     "ai_openai_compatible_models=cast-json ai_openai_compatible_headers=cast-json "
     "ai_openai_allowed_models=cast-json ai_anthropic_allowed_models=cast-json "
     "ai_google_allowed_models=cast-json collaborative_editing_enabled=cast-boolean "
     "ai_translation_glossary=cast-json license_key=encrypt license_token=encrypt "
     "mcp_oauth_enabled=cast-boolean mcp_oauth_dcr_enabled=cast-boolean "
     "mcp_oauth_cimd_enabled=cast-boolean translation_strings=cast-json"},
    {"directus_shares", "id=uuid password=hash,conceal user_created=user-created "
                        "date_created=date-created,cast-timestamp"},
    {"directus_translations", "id=uuid"},
    {"directus_users", "id=uuid password=hash,conceal tags=cast-json tfa_secret=conceal role=m2o token=conceal "
                       "email_notifications=cast-boolean theme_light_overrides=cast-json "
                       "theme_dark_overrides=cast-json"},
    {"directus_versions", "id=uuid date_created=date-created,cast-timestamp date_updated=date-updated,cast-timestamp "
                          "user_created=user-created user_updated=user-updated delta=cast-json"},
    {"directus_webhooks", "data=cast-boolean actions=cast-csv collections=cast-csv headers=cast-json "
                          "was_active_before_deprecation=cast-boolean"},
};

constexpr SystemList lists[] = {
    {"directus_access", "policy", "directus_policies", "roles", "role", "m2m", {}, true},
    {"directus_access", "policy", "directus_policies", "users", "user", "m2m", {}, true},
    {"directus_access", "role", "directus_roles", "policies", "policy", "m2m", "sort", true},
    {"directus_access", "user", "directus_users", "policies", "policy", "m2m", "sort", true},
    {"directus_deployment_projects", "deployment", "directus_deployments", "projects", {}, "o2m", {}, true},
    {"directus_deployment_runs", "project", "directus_deployment_projects", "runs", {}, "o2m", {}, true},
    {"directus_oauth_tokens", "client", "directus_oauth_clients", "tokens", {}, "o2m", {}},
    {"directus_operations", "flow", "directus_flows", "operations", {}, "o2m", {}, true},
    {"directus_panels", "dashboard", "directus_dashboards", "panels", {}, "o2m", {}},
    {"directus_permissions", "policy", "directus_policies", "permissions", {}, "o2m", {}, true},
    {"directus_revisions", "activity", "directus_activity", "revisions", {}, "o2m", {}},
    {"directus_roles", "parent", "directus_roles", "children", {}, "o2m", {}},
    {"directus_users", "role", "directus_roles", "users", {}, "o2m", {}},
};

constexpr SystemReference references[] = {
    {"directus_comments", "collection", "directus_collections"},
    {"directus_users", "avatar", "directus_files"},
    {"directus_fields", "collection", "directus_collections"},
    {"directus_fields", "group", "directus_fields"},
    {"directus_activity", "user", "directus_users"},
    {"directus_flows", "operation", "directus_operations"},
};

} // namespace

std::optional<std::vector<std::string>> system_specials(std::string_view collection, std::string_view field) {
    for (const auto& entry : entries) {
        if (entry.collection != collection) continue;
        for (std::string_view rest = entry.fields; !rest.empty();) {
            auto one = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
            const auto equals = one.find('=');
            if (one.substr(0, equals) != field) continue;
            std::vector<std::string> flags;
            for (one.remove_prefix(equals + 1); !one.empty();) {
                const auto flag = one.substr(0, one.find(','));
                flags.emplace_back(flag);
                one.remove_prefix(std::min(flag.size() + 1, one.size()));
            }
            return flags;
        }
    }
    return std::nullopt;
}

std::span<const SystemList> system_lists() noexcept { return lists; }
std::span<const SystemReference> system_references() noexcept { return references; }

bool is_secret(const std::vector<std::string>& special) noexcept {
    return std::any_of(special.begin(), special.end(), [](const std::string& flag) {
        return flag == "conceal" || flag == "hash" || flag.starts_with("encrypt");
    });
}

} // namespace schemad::model
