// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>

#include <boost/json/array.hpp>

#include "engine/formats/formats.hpp"
#include "server/cli/beside.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/plugin_files.hpp"
#include "server/cli/printable.hpp"
#include "server/ops/redact.hpp"

namespace schemad::cli {
namespace {

struct Listed {
    api::PluginFile plugin;
    std::vector<api::ServedProject> projects;
    bool fails = false; // refused, and not because the configuration leaves it out
};

// Each is loaded, whether a project needs it or not: how else would its author learn why it is refused.
std::vector<Listed> tried(const PluginFolder& folder) {
    auto plugins = plugins_of(folder);
    auto allow = folder.allow;
    if (allow.empty()) // no bound: one that is not there is then told as that
        for (const auto& plugin : plugins) allow.push_back(plugin.name);
    PluginLoader loader(folder.directory, std::move(allow), {});
    std::vector<Listed> all;
    for (auto& plugin : plugins) {
        Listed listed{std::move(plugin), {}};
        try {
            listed.plugin.loaded = loader.load(listed.plugin.name);
        } catch (const PluginError& error) {
            listed.plugin.refusal = error.what();
            listed.fails = error.reason != PluginError::Reason::not_allowed;
        }
        all.push_back(std::move(listed));
    }
    return all;
}

// Which server a project's database is on; a connection takes as long as the project's settings allow it to.
api::ServedProject asked(const config::Project& project, const Vendor& vendor) {
    api::ServedProject served{project.name};
    try {
        served.server = vendor.open(project.connection)->server();
    } catch (const std::exception& error) { served.reason = ops::redacted(error.what()); }
    return served;
}

void ask_projects(const config::Config& config, std::vector<Listed>& all) {
    struct Asked {
        const config::Project& project;
        std::shared_ptr<const Vendor> vendor;
        api::ServedProject answer;
    };
    std::map<std::string, Asked> projects;
    for (const auto& listed : all)
        for (const auto& [name, project] : config.projects)
            if (project.vendor == listed.plugin.name)
                projects.emplace(name, Asked{project, listed.plugin.loaded, {name}});
    beside_each_other(projects, [](auto& entry) {
        if (auto& one = entry.second; one.vendor) one.answer = asked(one.project, *one.vendor);
    });
    for (auto& [name, one] : projects)
        for (auto& listed : all)
            if (one.project.vendor == listed.plugin.name) listed.projects.push_back(std::move(one.answer));
}

void write_text(const Listed& listed, std::ostream& out) {
    const auto& plugin = listed.plugin;
    out << one_line(plugin.name) << "\n  file: " << one_line(plugin.file) << '\n';
    if (plugin.loaded) {
        const auto& table = plugin.loaded->table();
        out << "  vendor string: " << one_line(plugin.loaded->vendor_string())
            << "\n  version: " << one_line(view(table.version)) << "\n  licence: " << one_line(view(table.licence))
            << "\n  ABI: " << api::abi_of(*plugin.loaded) << "\n  capabilities:";
        const auto names = api::capabilities_of(*plugin.loaded);
        for (const auto name : names) out << ' ' << name;
        out << (names.empty() ? " none\n" : "\n");
    } else
        out << "  not loaded: " << one_line(plugin.refusal) << '\n';
    for (const auto& project : listed.projects)
        out << "  project " << project.name << ": "
            << (!project.reason.empty()  ? "not reached: " + one_line(project.reason)
                : !plugin.loaded         ? "not served"
                : project.server.empty() ? "its server tells no version"
                                         : one_line(project.server))
            << '\n';
}

void write_json(const std::vector<Listed>& all, std::ostream& out) {
    boost::json::array list;
    for (const auto& listed : all) list.emplace_back(api::described(listed.plugin, listed.projects));
    out << formats::write_json_indented(boost::json::value(std::move(list))) << '\n';
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
    auto all = tried(plugin_folder_of(config));
    if (all.empty()) streams.err << directory << ": holds no plugin; expected files named libschemad_<vendor>.so\n";
    ask_projects(config, all);
    if (options.has("json"))
        write_json(all, streams.out);
    else
        for (const auto& listed : all) write_text(listed, streams.out);
    const bool fails = std::any_of(all.begin(), all.end(), [](const auto& listed) { return listed.fails; });
    return all.empty() || fails ? 1 : 0;
}

} // namespace

Command vendors_command() {
    return {"vendors",
            "list the database plugins that are found",
            "Loads each plugin of the folder and says what it is, or in one line why it is not served;\n"
            "and which projects use it, with the version of their database's server. One that\n"
            "`plugins.allow` leaves out is not loaded. Exit status 1: one is refused.",
            with(config_flags(), {{"json", "", "as a document"}}),
            vendors,
            {},
            {{"schemad vendors --plugins-directory build", "why a plugin that was just built is not served"}}};
}

} // namespace schemad::cli
