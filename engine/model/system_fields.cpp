// SPDX-License-Identifier: Apache-2.0
// Names of the reference's built-in collections and fields. "+" before a name: from Directus 12 on; "-": up to
// Directus 11.
#include "engine/model/system_fields.hpp"

#include <algorithm>
#include <charconv>

namespace schemad::model {

namespace {

struct Entry {
    std::string_view collection;
    std::string_view fields; // separated by blanks
};
constexpr Entry entries[] = {
    {"directus_access", "id role user policy sort"},
    {"directus_activity", "id item action collection timestamp user user_agent origin ip"},
    {"directus_collections",
     "collection note +status icon color display_template hidden singleton translations "
     "preview_url versioning +autosave_revision_interval archive_field archive_app_filter "
     "archive_value unarchive_value sort_field accountability item_duplication_fields sort group "
     "collapse"},
    {"directus_comments", "id collection item comment date_created date_updated user_created user_updated"},
    {"directus_dashboards", "id name icon date_created user_created note color"},
    {"directus_deployment_projects",
     "id deployment external_id name url framework deployable date_created user_created"},
    {"directus_deployment_runs",
     "id project external_id target status url started_at completed_at date_created user_created"},
    {"directus_deployments", "id provider credentials options webhook_ids last_synced_at date_created user_created"},
    {"directus_extensions", "id folder source bundle enabled"},
    {"directus_fields", "id collection field special interface options display display_options readonly hidden "
                        "required searchable sort width group translations note conditions validation "
                        "validation_message"},
    {"directus_files", "id title description tags location storage focal_point_x focal_point_y filename_disk "
                       "filename_download metadata type filesize created_on modified_by modified_on embed "
                       "uploaded_by uploaded_on folder width height charset duration tus_id tus_data"},
    {"directus_flows", "id name icon color description status trigger accountability options operation "
                       "date_created user_created +folder"},
    {"directus_folders", "id parent name +type"},
    {"directus_migrations", "version name timestamp"},
    {"directus_notifications", "id timestamp status recipient sender subject message collection item"},
    {"directus_oauth_clients",
     "+client_name +redirect_uris +grant_types +date_created +client_id "
     "+token_endpoint_auth_method +client_secret_hash +registration_type +client_uri +logo_uri "
     "+tos_uri +policy_uri +metadata_fetched_at +metadata_expires_at +metadata_etag"},
    {"directus_oauth_codes", "+id +code_hash +client +user +redirect_uri +resource +code_challenge "
                             "+code_challenge_method +scope +expires_at +used_at"},
    {"directus_oauth_consents", "+id +user +client +redirect_uri +scope +date_created +date_updated"},
    {"directus_oauth_tokens", "+id +client +user +session +previous_session +resource +code_hash +scope +expires_at "
                              "+date_created"},
    {"directus_operations", "id name key type position_x position_y options resolve reject flow date_created "
                            "user_created"},
    {"directus_panels", "id name icon color note type show_header position_x position_y width height options "
                        "date_created user_created dashboard"},
    {"directus_permissions", "permissions presets policy collection id fields action validation"},
    {"directus_policies", "id name icon description app_access admin_access ip_access enforce_tfa"},
    {"directus_presets", "filter layout_query layout_options role user id bookmark icon color search collection "
                         "layout refresh_interval"},
    {"directus_relations", "id many_collection many_field one_collection one_field one_collection_field "
                           "one_allowed_collections junction_field sort_field one_deselect_action"},
    {"directus_revisions", "id activity collection item data delta parent version"},
    {"directus_roles", "id name icon description parent"},
    {"directus_sessions", "token user expires ip user_agent origin share next_token +oauth_client"},
    {"directus_settings", "id project_name project_descriptor project_url default_language +default_save_action "
                          "project_owner project_usage org_name product_updates project_status module_bar "
                          "visual_editor_urls auth_password_policy auth_login_attempts public_registration "
                          "public_registration_role public_registration_verify_email public_registration_email_filter "
                          "storage_asset_transform storage_default_folder storage_asset_presets report_feature_url "
                          "report_bug_url report_error_url collaborative_editing_enabled mapbox_key basemaps "
                          "custom_aspect_ratios project_id project_color project_logo public_foreground "
                          "public_background public_favicon public_note default_appearance default_theme_light "
                          "theme_light_overrides default_theme_dark theme_dark_overrides custom_css ai_openai_api_key "
                          "ai_openai_allowed_models ai_anthropic_api_key ai_anthropic_allowed_models "
                          "ai_google_api_key ai_google_allowed_models ai_system_prompt +ai_translation_default_model "
                          "+ai_translation_glossary +ai_translation_style_guide ai_openai_compatible_name "
                          "ai_openai_compatible_base_url ai_openai_compatible_api_key ai_openai_compatible_headers "
                          "ai_openai_compatible_models mcp_enabled mcp_allow_deletes mcp_prompts_collection "
                          "+mcp_oauth_enabled +mcp_oauth_dcr_enabled +mcp_oauth_cimd_enabled "
                          "mcp_system_prompt_enabled mcp_system_prompt +license_key +license_token"},
    {"directus_shares", "id name collection item role password date_start date_end max_uses times_used date_created "
                        "user_created"},
    {"directus_translations", "id key language value"},
    {"directus_users", "first_name last_name email password avatar location title description tags language "
                       "text_direction tfa_secret email_notifications appearance theme_light theme_light_overrides "
                       "theme_dark theme_dark_overrides status role token id last_page last_access provider "
                       "external_identifier auth_data"},
    {"directus_versions", "id key name collection item hash date_created date_updated user_created user_updated delta"},
};

unsigned major_of(std::string_view version) noexcept {
    unsigned major = 0;
    std::from_chars(version.data(), version.data() + version.size(), major);
    return major;
}

} // namespace

SystemFields::SystemFields(std::string_view directus_version) {
    const bool twelve = major_of(directus_version) >= 12;
    for (const auto& entry : entries) {
        auto& names = fields_[entry.collection];
        for (std::string_view rest = entry.fields; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            std::string_view name = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (name.front() == '+' || name.front() == '-') {
                if ((name.front() == '+') != twelve) continue;
                name.remove_prefix(1);
            }
            names.insert(name);
        }
        if (names.empty()) fields_.erase(entry.collection);
    }
}

bool SystemFields::contains(std::string_view collection, std::string_view field) const noexcept {
    const auto found = fields_.find(collection);
    return found != fields_.end() && found->second.contains(field);
}

bool SystemFields::contains(std::string_view collection) const noexcept { return fields_.contains(collection); }

bool is_built_in_collection(std::string_view collection) noexcept {
    return collection == "directus_webhooks" || // up to Directus 11
           std::any_of(std::begin(entries), std::end(entries),
                       [&](const Entry& entry) { return entry.collection == collection; });
}

bool is_system_name(std::string_view collection) noexcept { return collection.starts_with("directus_"); }

} // namespace schemad::model
