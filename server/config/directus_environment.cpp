// SPDX-License-Identifier: Apache-2.0
#include "server/config/directus_environment.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "server/config/units.hpp"
#include "server/config/vendor_names.hpp"

namespace schemad::config {
namespace {

struct ConnectionVariable {
    std::string_view variable, key; // of connection
};
constexpr std::array<ConnectionVariable, 10> known{{{"DB_HOST", "host"},
                                                    {"DB_PORT", "port"},
                                                    {"DB_DATABASE", "database"},
                                                    {"DB_USER", "user"},
                                                    {"DB_PASSWORD", "password"},
                                                    {"DB_FILENAME", "filename"},
                                                    {"DB_CONNECTION_STRING", "connection_string"},
                                                    {"DB_SEARCH_PATH", "search_path"},
                                                    {"DB_SOCKET_PATH", "socket"},
                                                    {"DB_CHARSET", "charset"}}};
constexpr std::array<ConnectionVariable, 7> cors{{{"CORS_ENABLED", "enabled"},
                                                  {"CORS_ORIGIN", "origin"},
                                                  {"CORS_METHODS", "methods"},
                                                  {"CORS_ALLOWED_HEADERS", "allowed_headers"},
                                                  {"CORS_EXPOSED_HEADERS", "exposed_headers"},
                                                  {"CORS_CREDENTIALS", "credentials"},
                                                  {"CORS_MAX_AGE", "max_age"}}};
// They would change what is read, and nothing here does as they say.
constexpr std::array<std::string_view, 4> not_understood{"DB_EXCLUDE_TABLES", "DB_SSL__CA", "DB_SSL__CERT",
                                                         "DB_SSL__KEY"};

// "array:a,b" and "string:a" are how Directus is told the kind of a value.
std::string_view without_cast(std::string_view value) {
    for (const std::string_view cast : {"array:", "string:"})
        if (value.starts_with(cast)) return value.substr(cast.size());
    return value;
}

} // namespace

std::vector<DirectusSetting> directus_settings(const std::vector<std::pair<std::string, std::string>>& environment,
                                               std::vector<std::string>& problems, std::vector<std::string>& warnings) {
    const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
        for (const auto& [key, value] : environment)
            if (key == name && !value.empty()) return value;
        return std::nullopt;
    };
    std::vector<DirectusSetting> settings;
    const auto client = value_of("DB_CLIENT");
    if (!client) return settings;
    settings.push_back({{"vendor"}, "DB_CLIENT", vendor_of(*client), false});
    const bool sqlite = settings[0].value == "sqlite";

    const auto take = [&](std::string_view variable, std::vector<std::string> path) {
        const std::string plain(variable), file = plain + "_FILE";
        const auto value = value_of(plain), from = value_of(file);
        if (value && from)
            problems.push_back("environment variable " + file + ": " + plain + " is set too; expected one of them");
        else if (from)
            settings.push_back({std::move(path), file, *from, true});
        else if (value)
            settings.push_back({std::move(path), plain, std::string(without_cast(*value)), false});
    };
    const bool mysql = settings[0].value == "mysql";
    for (const auto& [variable, key] : known) {
        if (sqlite != (key == "filename")) continue; // left over from another database
        const bool others = mysql ? key == "search_path" : key == "socket" || key == "charset";
        if (!others)
            take(variable, {"connection", std::string(key)});
        else if (value_of(variable))
            warnings.push_back("environment variable " + std::string(variable) + " means nothing to DB_CLIENT " +
                               *client);
    }
    take("SECRET", {"secret"});
    for (const auto& [variable, key] : cors)
        if (const auto value = value_of(variable))
            settings.push_back(
                {{"cors", std::string(key)}, std::string(variable), std::string(without_cast(*value)), false, true});
    take("DB_POOL__MAX", {"max_connections"});

    if (const auto ca = value_of("DB_SSL__CA_FILE"); ca && !sqlite)
        settings.push_back({{"connection", "ssl_ca"}, "DB_SSL__CA_FILE", *ca, false});
    for (const std::string_view variable : {"DB_SSL__REJECT_UNAUTHORIZED", "DB_SSL"}) {
        const auto stated = value_of(variable);
        if (!stated || sqlite) continue;
        const auto on = boolean_of(*stated);
        if (!on) {
            problems.push_back("environment variable " + std::string(variable) + ": expected true or false");
        } else {
            const bool checks = variable == "DB_SSL";
            settings.push_back({{"connection", "ssl_mode"},
                                std::string(variable),
                                *on ? "verify-full" : (checks ? "disable" : "require"),
                                false});
        }
        break; // the more precise one wins
    }
    for (const auto name : not_understood)
        if (value_of(name))
            warnings.push_back("environment variable " + std::string(name) +
                               " is not understood here and has no effect");
    return settings;
}

} // namespace schemad::config
