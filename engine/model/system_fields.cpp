// SPDX-License-Identifier: Apache-2.0
// Names of the reference's built-in collections and fields, as the databases of nine recorded versions have them.
// name@11.0: from this version on; name<11.0: up to it. Where no recording tells, a name counts as built in.
#include "engine/model/system_fields.hpp"

#include <algorithm>

namespace schemad::model {

namespace {

struct Entry {
    std::string_view collection;
    std::string_view fields; // separated by blanks
};
constexpr Entry entries[] = {
    {"directus_access", "id@11.0 role@11.0 user@11.0 policy@11.0 sort@11.0"},
    {"directus_activity", "id item action collection timestamp user user_agent origin ip comment<11.17"},
    {"directus_collections", "collection note status@12.0 icon color display_template hidden singleton translations "
                             "preview_url@10.1 versioning@10.3 autosave_revision_interval@12.0 archive_field "
                             "archive_app_filter archive_value unarchive_value sort_field accountability "
                             "item_duplication_fields sort group collapse"},
    {"directus_comments", "id@11.2 collection@11.2 item@11.2 comment@11.2 date_created@11.2 date_updated@11.2 "
                          "user_created@11.2 user_updated@11.2"},
    {"directus_dashboards", "id name icon date_created user_created note color"},
    {"directus_deployment_projects", "id@11.2 deployment@11.2 external_id@11.2 name@11.2 url@11.2 framework@11.2 "
                                     "deployable@11.2 date_created@11.2 user_created@11.2"},
    {"directus_deployment_runs",
     "id@11.2 project@11.2 external_id@11.2 target@11.2 status@11.2 url@11.2 started_at@11.2 "
     "completed_at@11.2 date_created@11.2 user_created@11.2"},
    {"directus_deployments", "id@11.2 provider@11.2 credentials@11.2 options@11.2 webhook_ids@11.2 last_synced_at@11.2 "
                             "date_created@11.2 user_created@11.2"},
    {"directus_extensions", "id@10.3 folder@10.3 source@10.3 bundle@10.3 enabled@10.3"},
    {"directus_fields", "id collection field special interface options display display_options readonly hidden "
                        "required searchable@11.2 sort width group translations note conditions validation "
                        "validation_message"},
    {"directus_files", "id title description tags location storage focal_point_x@10.3 focal_point_y@10.3 "
                       "filename_disk filename_download metadata type filesize created_on@10.11 modified_by "
                       "modified_on embed uploaded_by uploaded_on folder width height charset duration "
                       "tus_id@10.11 tus_data@10.11"},
    {"directus_flows", "id name icon color description status trigger accountability options operation "
                       "date_created user_created folder@12.0"},
    {"directus_folders", "id parent name type@12.0"},
    {"directus_migrations", "version name timestamp"},
    {"directus_notifications", "id timestamp status recipient sender subject message collection item"},
    {"directus_oauth_clients", "client_name@12.0 redirect_uris@12.0 grant_types@12.0 date_created@12.0 client_id@12.0 "
                               "token_endpoint_auth_method@12.0 client_secret_hash@12.0 registration_type@12.0 "
                               "client_uri@12.0 logo_uri@12.0 tos_uri@12.0 policy_uri@12.0 metadata_fetched_at@12.0 "
                               "metadata_expires_at@12.0 metadata_etag@12.0"},
    {"directus_oauth_codes", "id@12.0 code_hash@12.0 client@12.0 user@12.0 redirect_uri@12.0 resource@12.0 "
                             "code_challenge@12.0 code_challenge_method@12.0 scope@12.0 expires_at@12.0 used_at@12.0"},
    {"directus_oauth_consents", "id@12.0 user@12.0 client@12.0 redirect_uri@12.0 scope@12.0 date_created@12.0 "
                                "date_updated@12.0"},
    {"directus_oauth_tokens", "id@12.0 client@12.0 user@12.0 session@12.0 previous_session@12.0 resource@12.0 "
                              "code_hash@12.0 scope@12.0 expires_at@12.0 date_created@12.0"},
    {"directus_operations", "id name key type position_x position_y options resolve reject flow date_created "
                            "user_created"},
    {"directus_panels", "id name icon color note type show_header position_x position_y width height options "
                        "date_created user_created dashboard"},
    {"directus_permissions", "permissions presets policy@11.0 collection id fields action validation role<11.0"},
    {"directus_policies", "id@11.0 name@11.0 icon@11.0 description@11.0 app_access@11.0 admin_access@11.0 "
                          "ip_access@11.0 enforce_tfa@11.0"},
    {"directus_presets", "filter layout_query layout_options role user id bookmark icon color search collection "
                         "layout refresh_interval"},
    {"directus_relations", "id many_collection many_field one_collection one_field one_collection_field "
                           "one_allowed_collections junction_field sort_field one_deselect_action"},
    {"directus_revisions", "id activity collection item data delta parent version@10.3"},
    {"directus_roles", "id name icon description parent@11.0 ip_access<11.0 enforce_tfa<11.0 admin_access<11.0 "
                       "app_access<11.0"},
    {"directus_sessions", "token user expires ip user_agent origin share next_token@10.11 oauth_client@12.0"},
    {"directus_settings", "id project_name project_descriptor project_url default_language default_save_action@12.0 "
                          "project_owner@11.2 project_usage@11.2 org_name@11.2 product_updates@11.2 "
                          "project_status@11.2 module_bar visual_editor_urls@11.2 auth_password_policy "
                          "auth_login_attempts public_registration@10.11 public_registration_role@10.11 "
                          "public_registration_verify_email@10.11 public_registration_email_filter@10.11 "
                          "storage_asset_transform storage_default_folder storage_asset_presets "
                          "report_feature_url@10.11 report_bug_url@10.11 report_error_url@10.11 "
                          "collaborative_editing_enabled@11.2 mapbox_key basemaps custom_aspect_ratios "
                          "project_id@11.2 project_color project_logo public_foreground public_background "
                          "public_favicon@10.3 public_note default_appearance@10.3 default_theme_light@10.3 "
                          "theme_light_overrides@10.3 default_theme_dark@10.3 theme_dark_overrides@10.3 custom_css "
                          "ai_openai_api_key@11.2 ai_openai_allowed_models@11.2 ai_anthropic_api_key@11.2 "
                          "ai_anthropic_allowed_models@11.2 ai_google_api_key@11.2 ai_google_allowed_models@11.2 "
                          "ai_system_prompt@11.2 ai_translation_default_model@12.0 ai_translation_glossary@12.0 "
                          "ai_translation_style_guide@12.0 ai_openai_compatible_name@11.2 "
                          "ai_openai_compatible_base_url@11.2 ai_openai_compatible_api_key@11.2 "
                          "ai_openai_compatible_headers@11.2 ai_openai_compatible_models@11.2 mcp_enabled@11.2 "
                          "mcp_allow_deletes@11.2 mcp_prompts_collection@11.2 mcp_oauth_enabled@12.0 "
                          "mcp_oauth_dcr_enabled@12.0 mcp_oauth_cimd_enabled@12.0 mcp_system_prompt_enabled@11.2 "
                          "mcp_system_prompt@11.2 license_key@12.0 license_token@12.0 translation_strings<10.2"},
    {"directus_shares", "id name collection item role password date_start date_end max_uses times_used "
                        "date_created user_created"},
    {"directus_translations", "id@10.1 key@10.1 language@10.1 value@10.1"},
    {"directus_users", "first_name last_name email password avatar location title description tags language "
                       "text_direction@11.2 tfa_secret email_notifications appearance@10.3 theme_light@10.3 "
                       "theme_light_overrides@10.3 theme_dark@10.3 theme_dark_overrides@10.3 status role token "
                       "id last_page last_access provider external_identifier auth_data theme<10.10"},
    {"directus_versions", "id@10.3 key@10.3 name@10.3 collection@10.3 item@10.3 hash@10.3 date_created@10.3 "
                          "date_updated@10.3 user_created@10.3 user_updated@10.3 delta@11.2"},
    {"directus_webhooks", "id<11.17 name<11.17 method<11.17 url<11.17 status<11.17 data<11.17 actions<11.17 "
                          "collections<11.17 headers<11.17 was_active_before_deprecation@10.11<11.17 "
                          "migrated_flow@10.11<11.17"},
};

// name@from<until
struct SpannedName {
    explicit SpannedName(std::string_view text) {
        if (const auto at = text.find('<'); at != std::string_view::npos) {
            until = VersionNumber::of(text.substr(at + 1));
            text = text.substr(0, at);
        }
        if (const auto at = text.find('@'); at != std::string_view::npos) {
            from = VersionNumber::of(text.substr(at + 1));
            text = text.substr(0, at);
        }
        name = text;
    }
    std::string_view name;
    VersionNumber from{}, until{~0U};
};

} // namespace

SystemFields::SystemFields(VersionNumber version) {
    for (const auto& entry : entries) {
        auto& names = fields_[entry.collection];
        for (std::string_view rest = entry.fields; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            const SpannedName one(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (one.from <= version && version < one.until) names.insert(one.name);
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
    return std::any_of(std::begin(entries), std::end(entries),
                       [&](const Entry& entry) { return entry.collection == collection; });
}

bool is_system_name(std::string_view collection) noexcept { return collection.starts_with("directus_"); }

} // namespace schemad::model
