// SPDX-License-Identifier: Apache-2.0
#include "engine/model/system_tables.hpp"

#include <algorithm>

namespace schemad::model {

namespace {

constexpr SystemAlias dashboards_lists[] = {{"panels", "directus_panels", "dashboard"}};
constexpr SystemColumn flows[] = {{"options", Cast::json}};
constexpr SystemAlias flows_lists[] = {{"operations", "directus_operations", "flow"}};
constexpr SystemColumn operations[] = {{"options", Cast::json}};
constexpr SystemColumn panels[] = {{"show_header", Cast::boolean}, {"options", Cast::json}};
constexpr SystemColumn permissions[] = {
    {"permissions", Cast::json}, {"presets", Cast::json}, {"validation", Cast::json}, {"fields", Cast::csv}};
constexpr SystemColumn policies[] = {{"app_access", Cast::boolean},
                                     {"admin_access", Cast::boolean},
                                     {"enforce_tfa", Cast::boolean},
                                     {"ip_access", Cast::csv}};
constexpr SystemAlias policies_lists[] = {{"permissions", "directus_permissions", "policy"},
                                          {"roles", "directus_access", "policy"},
                                          {"users", "directus_access", "policy"}};
constexpr SystemColumn presets[] = {
    {"filter", Cast::json}, {"layout_query", Cast::json}, {"layout_options", Cast::json}};
constexpr SystemColumn roles[] = {{"app_access", Cast::boolean}, // up to 10
                                  {"admin_access", Cast::boolean},
                                  {"enforce_tfa", Cast::boolean},
                                  {"ip_access", Cast::csv}};
constexpr SystemAlias roles_lists[] = {{"children", "directus_roles", "parent"},
                                       {"policies", "directus_access", "role"},
                                       {"users", "directus_users", "role"}};
constexpr SystemColumn settings[] = {
    {"ai_anthropic_allowed_models", Cast::json},
    {"ai_anthropic_api_key", Cast::none, Secrecy::encrypted},
    {"ai_google_allowed_models", Cast::json},
    {"ai_google_api_key", Cast::none, Secrecy::encrypted},
    {"ai_openai_allowed_models", Cast::json},
    {"ai_openai_api_key", Cast::none, Secrecy::encrypted},
    {"ai_openai_compatible_api_key", Cast::none, Secrecy::encrypted},
    {"ai_openai_compatible_headers", Cast::json, Secrecy::concealed}, // of Authorization
    {"ai_openai_compatible_models", Cast::json},
    {"ai_translation_glossary", Cast::json},
    {"basemaps", Cast::json},
    {"collaborative_editing_enabled", Cast::boolean},
    {"custom_aspect_ratios", Cast::json},
    {"license_key", Cast::none, Secrecy::encrypted},
    {"license_token", Cast::none, Secrecy::encrypted},
    {"mcp_allow_deletes", Cast::boolean},
    {"mcp_enabled", Cast::boolean},
    {"mcp_oauth_cimd_enabled", Cast::boolean},
    {"mcp_oauth_dcr_enabled", Cast::boolean},
    {"mcp_oauth_enabled", Cast::boolean},
    {"mcp_system_prompt_enabled", Cast::boolean},
    {"module_bar", Cast::json},
    {"product_updates", Cast::boolean},
    {"public_registration", Cast::boolean},
    {"public_registration_email_filter", Cast::json},
    {"public_registration_verify_email", Cast::boolean},
    {"storage_asset_presets", Cast::json},
    {"theme_dark_overrides", Cast::json},
    {"theme_light_overrides", Cast::json},
    {"visual_editor_urls", Cast::json},
};
constexpr SystemColumn users[] = {
    {"auth_data", Cast::json, Secrecy::concealed},  {"email_notifications", Cast::boolean},
    {"password", Cast::none, Secrecy::hashed},      {"tags", Cast::json},
    {"tfa_secret", Cast::none, Secrecy::concealed}, {"theme_dark_overrides", Cast::json},
    {"theme_light_overrides", Cast::json},          {"token", Cast::none, Secrecy::concealed},
};
constexpr SystemAlias users_lists[] = {{"policies", "directus_access", "user"}};

constexpr SystemTable tables[] = {
    {"directus_access", {}, {}},
    {"directus_dashboards", {}, dashboards_lists},
    {"directus_flows", flows, flows_lists},
    {"directus_folders", {}, {}},
    {"directus_operations", operations, {}},
    {"directus_panels", panels, {}},
    {"directus_permissions", permissions, {}},
    {"directus_policies", policies, policies_lists},
    {"directus_presets", presets, {}},
    {"directus_roles", roles, roles_lists},
    {"directus_settings", settings, {}, true},
    {"directus_translations", {}, {}},
    {"directus_users", users, users_lists},
};

const SystemColumn* find(const SystemTable& table, std::string_view column) noexcept {
    const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                                 [&](const SystemColumn& one) { return one.name == column; });
    return at == table.columns.end() ? nullptr : &*at;
}

} // namespace

std::span<const SystemTable> system_tables() noexcept { return tables; }

const SystemTable* system_table(std::string_view name) noexcept {
    for (const auto& table : tables)
        if (table.name == name) return &table;
    return nullptr;
}

Cast cast_of(const SystemTable& table, std::string_view column) noexcept {
    const auto* found = find(table, column);
    return found ? found->cast : Cast::none;
}

Secrecy secrecy_of(const SystemTable& table, std::string_view column) noexcept {
    const auto* found = find(table, column);
    return found ? found->secrecy : Secrecy::none;
}

} // namespace schemad::model
