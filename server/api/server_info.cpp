// SPDX-License-Identifier: Apache-2.0
#include "server/api/server_info.hpp"

#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/formats/formats.hpp"
#include "engine/js/value.hpp"
#include "server/api/call.hpp"
#include "server/api/public_info.hpp"
#include "server/api/respond.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

// A column of directus_settings; what the table declares where the row or the column is missing.
json::value text_or(const json::object& row, std::string_view column, json::value otherwise = nullptr) {
    const auto* value = row.if_contains(column);
    return value && !(value->is_null() && !otherwise.is_null()) ? *value : otherwise;
}

json::value boolean_or(const json::object& row, std::string_view column, bool otherwise) {
    const auto* value = row.if_contains(column);
    if (!value || value->is_null()) return otherwise;
    if (value->is_bool()) return value->get_bool();
    if (value->is_number()) return js::number_of(*value) != 0;
    if (value->is_string()) return value->get_string() == "1" || value->get_string() == "true";
    return otherwise;
}

// A json column: its text is read; what cannot be read stays text.
json::value json_or_null(const json::object& row, std::string_view column) {
    const auto* value = row.if_contains(column);
    if (!value) return nullptr;
    if (!value->is_string()) return *value;
    try {
        return formats::read_json(std::string_view(value->get_string()), {});
    } catch (const formats::ParseError&) { return *value; }
}

json::value file_or_null(const json::object& row, std::string_view column) {
    const auto* value = row.if_contains(column);
    if (!value || !value->is_string()) return nullptr;
    return json::object{{"id", *value}, {"type", nullptr}}; // the file's type is not ours to read
}

json::object project_of(const json::object& row) {
    return {{"project_name", text_or(row, "project_name", "Directus")},
            {"project_descriptor", text_or(row, "project_descriptor")},
            {"project_logo", text_or(row, "project_logo")},
            {"project_color", text_or(row, "project_color", "#6644FF")},
            {"default_appearance", text_or(row, "default_appearance", "auto")},
            {"default_theme_light", text_or(row, "default_theme_light")},
            {"default_theme_dark", text_or(row, "default_theme_dark")},
            {"theme_light_overrides", json_or_null(row, "theme_light_overrides")},
            {"theme_dark_overrides", json_or_null(row, "theme_dark_overrides")},
            {"default_language", text_or(row, "default_language", "en-US")},
            {"public_foreground", text_or(row, "public_foreground")},
            {"public_background", file_or_null(row, "public_background")},
            {"public_favicon", text_or(row, "public_favicon")},
            {"public_note", text_or(row, "public_note")},
            {"custom_css", text_or(row, "custom_css")},
            {"public_registration", boolean_or(row, "public_registration", false)},
            {"public_registration_verify_email", boolean_or(row, "public_registration_verify_email", true)}};
}

// The settings of a Directus that nobody configured; of them clients read the version and the query limit.
void add_private_part(json::object& info, const json::object& row, const std::string& version) {
    info["project_owner_enabled"] = true;
    info["mcp_enabled"] = true;
    info["ai_enabled"] = true;
    for (const auto* column : {"mcp_oauth_enabled", "mcp_oauth_dcr_enabled", "mcp_oauth_cimd_enabled"})
        info[column] = boolean_or(row, column, false);
    info["autoSave"] = json::object{{"revisionInterval", 300}};
    info["ai_providers"] = json::array();
    info["files"] = json::object{{"mimeTypeAllowList", json::array{"*/*"}}};
    info["rateLimit"] = false;
    info["rateLimitGlobal"] = false;
    info["extensions"] = json::object{{"limit", nullptr}};
    info["queryLimit"] = json::object{{"default", 100}, {"max", -1}};
    info["websocket"] = false;
    info["version"] = version;
}

json::object license() {
    return {{"source", nullptr},
            {"entitlements", json::object{{"production_enabled", true},
                                          {"ai_translations_enabled", false},
                                          {"display_powered_by", "DIRECTUS"}}}};
}

struct Answer { // of the database to a ping
    bool up = false;
    double milliseconds = 0;
};
Answer ask_database(const Call& call) {
    const auto start = std::chrono::steady_clock::now();
    bool up = true;
    try {
        if (call.who.is_public()) // who needs no token for it opens no connection either
            call.options.projects.at(call.project_name).public_info->get();
        else
            call.project.ping();
    } catch (const std::exception& fault) {
        ops::log(ops::Level::warning, "health: the database does not answer",
                 {{"project", call.project_name}, {"what", fault.what()}});
        up = false;
    }
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    return {up, std::round(taken.count() * 1000) / 1000};
}

http::Response get_info(Call& call) {
    const auto facts = call.who.is_public() ? call.options.projects.at(call.project_name).public_info->get()
                                            : public_facts_of(call.project);
    const auto& row = facts.settings;
    json::object info;
    info["project"] = project_of(row);
    if (!facts.has_users) {
        info["setup"] = true;
        info["version"] = call.project.directus_version();
    }
    if (!call.who.is_public()) add_private_part(info, row, call.project.directus_version());
    info["license"] = license();
    const json::value data(std::move(info));
    return respond(&data, call.query, call.options.now());
}

http::Response get_health(Call& call) {
    constexpr double threshold = 150; // milliseconds
    const auto answer = ask_database(call);
    const auto* status = !answer.up ? "error" : answer.milliseconds > threshold ? "warn" : "ok";
    json::object body;
    body["status"] = status;
    if (call.who.admin) {
        json::object response_time{{"status", status}, {"componentType", "datastore"}};
        if (answer.up) {
            response_time["observedUnit"] = "ms";
            response_time["observedValue"] = answer.milliseconds;
            response_time["threshold"] = threshold;
        }
        body["releaseId"] = call.project.directus_version();
        body["serviceId"] = "schemad/" + call.project_name;
        body["checks"] = json::object{
            {fmt::format("{}:responseTime", call.project.vendor()), json::array{std::move(response_time)}}};
    }
    return respond_bare(answer.up ? 200 : 503, "application/health+json; charset=utf-8", body);
}

constexpr Endpoint table[] = {
    {"GET", "/server", "/ping", Access::everybody, nullptr},
    {"GET", "/server", "/info", Access::everybody, get_info},
    {"GET", "/server", "/health", Access::with_token, get_health},
};

} // namespace

std::span<const Endpoint> server_endpoints() { return table; }

} // namespace schemad::api
