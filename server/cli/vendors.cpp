// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <filesystem>

#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {
namespace {

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

void write_vendor(const Vendor& vendor, std::ostream& out) {
    const auto& table = vendor.table();
    out << vendor.name() << "\n  vendor string: " << vendor.vendor_string() << "\n  version: " << view(table.version)
        << "\n  licence: " << view(table.licence) << "\n  ABI: " << table.abi_major << '.' << table.abi_minor
        << "\n  capabilities:";
    bool none = true;
    for (const auto& capability : capabilities) {
        if (!vendor.has(capability.bit)) continue;
        out << ' ' << capability.name;
        none = false;
    }
    out << (none ? " none\n" : "\n");
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
    for (const auto& name : names) {
        try {
            write_vendor(*loader.load(name), streams.out);
        } catch (const PluginError& error) {
            streams.out << name << "\n  not loaded: " << error.what() << '\n';
            all = all && error.reason == PluginError::Reason::not_allowed;
        }
    }
    return all ? 0 : 1;
}

} // namespace

Command vendors_command() {
    return {"vendors", "list the database plugins that are found",
            "Lists the plugins of the folder. One that `plugins.allow` leaves out is not loaded.", config_flags(),
            vendors};
}

} // namespace schemad::cli
