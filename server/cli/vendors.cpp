// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>

#include <boost/json.hpp>

#include "engine/formats/formats.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

struct Capability {
    std::uint64_t bit;
    std::string_view name;
};
constexpr std::array capabilities{
    Capability{SCHEMAD_CAP_TRANSACTIONAL_DDL, "transactional-ddl"},
    Capability{SCHEMAD_CAP_INLINE_FOREIGN_KEYS, "inline-foreign-keys"},
    Capability{SCHEMAD_CAP_GROUP_ALTERATIONS, "group-alterations"},
    Capability{SCHEMAD_CAP_FOREIGN_KEY_NAMES, "foreign-key-names"},
    Capability{SCHEMAD_CAP_FOREIGN_KEY_INDEX, "foreign-key-index"},
    Capability{SCHEMAD_CAP_SCHEMAS, "schemas"},
    Capability{SCHEMAD_CAP_INTROSPECTION, "introspection"},
    Capability{SCHEMAD_CAP_UNIQUE_IS_CONSTRAINT, "unique-is-constraint"},
    Capability{SCHEMAD_CAP_PRIMARY_KEY_IS_UNIQUE, "primary-key-is-unique"},
    Capability{SCHEMAD_CAP_NO_SET_DEFAULT, "no-set-default"},
};

// {name, file, vendor, version, licence, abi, capabilities} of a plugin that is served, else {name, file, reason}.
json::object described(const Vendor& vendor) {
    const auto& table = vendor.table();
    json::array can;
    for (const auto& capability : capabilities)
        if (vendor.has(capability.bit)) can.emplace_back(capability.name);
    return {{"vendor", vendor.vendor_string()},
            {"version", view(table.version)},
            {"licence", view(table.licence)},
            {"abi", std::to_string(table.abi_major) + '.' + std::to_string(table.abi_minor)},
            {"capabilities", std::move(can)}};
}

void write_text(const json::object& plugin, std::ostream& out) {
    const auto text = [&](const char* key) -> std::string_view { return plugin.at(key).get_string(); };
    out << text("name");
    if (plugin.contains("reason")) {
        out << "\n  not loaded: " << text("reason") << '\n';
        return;
    }
    out << "\n  vendor string: " << text("vendor") << "\n  version: " << text("version")
        << "\n  licence: " << text("licence") << "\n  ABI: " << text("abi") << "\n  capabilities:";
    const auto& can = plugin.at("capabilities").get_array();
    for (const auto& capability : can) out << ' ' << std::string_view(capability.get_string());
    out << (can.empty() ? " none\n" : "\n");
}

int vendors(const Options& options, Streams& streams) {
    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto& directory = config.plugins.directory;
    std::error_code failed;
    if (!std::filesystem::is_directory(directory, failed)) {
        streams.err << directory << ": there is no such folder; expected plugins named libschemad_<vendor>.so in it\n";
        return 1;
    }
    const auto names = vendors_in(directory);
    if (names.empty()) streams.err << directory << ": holds no plugin; expected files named libschemad_<vendor>.so\n";

    PluginLoader loader(directory, config.plugins.allow.empty() ? names : config.plugins.allow, {});
    bool all = !names.empty();
    json::array found;
    for (const auto& name : names) {
        json::object plugin{{"name", name}, {"file", loader::plugin_path(directory, name).string()}};
        try {
            for (auto& [key, value] : described(*loader.load(name))) plugin[key] = std::move(value);
        } catch (const PluginError& error) {
            plugin["reason"] = error.what();
            all = all && error.reason == PluginError::Reason::not_allowed;
        }
        found.push_back(std::move(plugin));
    }
    if (options.has("json"))
        streams.out << formats::write_json_indented(json::value(std::move(found))) << '\n';
    else
        for (const auto& plugin : found) write_text(plugin.get_object(), streams.out);
    return all ? 0 : 1;
}

} // namespace

Command vendors_command() {
    return {
        "vendors", "list the database plugins that are found",
        "Lists the plugins of the folder. One that `plugins.allow` leaves out is not loaded.",
        with({{"json", "", "as a document: a list of objects, with the file, and the reason where one is not loaded"}},
             config_flags()),
        vendors};
}

} // namespace schemad::cli
