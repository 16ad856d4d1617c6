// SPDX-License-Identifier: Apache-2.0
#include "server/api/plugin_file.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include <boost/json/array.hpp>

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::uint64_t, std::string_view>, 10> capabilities{
    {{SCHEMAD_CAP_TRANSACTIONAL_DDL, "transactional-ddl"},
     {SCHEMAD_CAP_INLINE_FOREIGN_KEYS, "inline-foreign-keys"},
     {SCHEMAD_CAP_GROUP_ALTERATIONS, "group-alterations"},
     {SCHEMAD_CAP_FOREIGN_KEY_NAMES, "foreign-key-names"},
     {SCHEMAD_CAP_FOREIGN_KEY_INDEX, "foreign-key-index"},
     {SCHEMAD_CAP_SCHEMAS, "schemas"},
     {SCHEMAD_CAP_INTROSPECTION, "introspection"},
     {SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT, "unique-is-constraint"},
     {SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE, "primary-key-is-unique"},
     {SCHEMAD_CAP_NO_SET_DEFAULT, "no-set-default"}}};

json::object described(const ServedProject& project) {
    json::object told{{"project", project.name}};
    if (!project.server.empty()) told["server"] = project.server;
    if (!project.reason.empty()) told["reason"] = project.reason;
    return told;
}

} // namespace

std::vector<std::string_view> capabilities_of(const Vendor& vendor) {
    std::vector<std::string_view> names;
    for (const auto& [bit, name] : capabilities)
        if (vendor.has(bit)) names.push_back(name);
    return names;
}

std::string_view state_of(const PluginFile& plugin) {
    return plugin.loaded ? "loaded" : plugin.refusal.empty() ? "not loaded" : "refused";
}

std::string abi_of(const Vendor& vendor) {
    return std::to_string(vendor.table().abi_major) + '.' + std::to_string(vendor.table().abi_minor);
}

json::object described(const PluginFile& plugin, std::span<const ServedProject> projects) {
    json::object told{{"name", plugin.name}, {"file", plugin.file}, {"state", state_of(plugin)}};
    if (!plugin.refusal.empty()) told["reason"] = plugin.refusal;
    if (plugin.loaded) {
        const auto& table = plugin.loaded->table();
        told["vendor"] = plugin.loaded->vendor_string();
        told["version"] = view(table.version);
        told["licence"] = view(table.licence);
        told["abi"] = abi_of(*plugin.loaded);
        json::array names;
        for (const auto name : capabilities_of(*plugin.loaded)) names.emplace_back(name);
        told["capabilities"] = std::move(names);
    }
    json::array served;
    for (const auto& project : projects) served.emplace_back(described(project));
    told["projects"] = std::move(served);
    return told;
}

} // namespace schemad::api
