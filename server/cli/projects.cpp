// SPDX-License-Identifier: Apache-2.0
#include "server/cli/projects.hpp"

#include <algorithm>
#include <exception>

#include "server/after_apply/teller.hpp"
#include "server/cli/plugin_files.hpp"
#include "server/cli/vendor_plugin.hpp"
#include "server/ops/log.hpp"

namespace schemad::cli {
namespace {

void plugin_log(std::int32_t level, std::string_view message) {
    ops::log(level >= SCHEMAD_LOG_ERROR     ? ops::Level::error
             : level == SCHEMAD_LOG_WARNING ? ops::Level::warning
             : level == SCHEMAD_LOG_INFO    ? ops::Level::info
                                            : ops::Level::debug,
             message);
}

std::shared_ptr<api::ProjectService> service_for(const config::Project& project, const model::VendorNames& vendors,
                                                 PluginLoader& loader) {
    try {
        auto project_options = options_of(project);
        project_options.vendors = vendors;
        return api::service_of(std::make_shared<Project>(std::move(project_options), loader.load(project.vendor)));
    } catch (const std::exception& error) {
        ops::log(ops::Level::error, "project is unavailable", {{"project", project.name}, {"reason", error.what()}});
        return api::unavailable_project(project.directus_version.empty() ? std::string{model::newest_version}
                                                                         : project.directus_version,
                                        project.vendor, error.what());
    }
}

} // namespace

std::shared_ptr<PluginLoader> loader_of(const config::Config& config) {
    auto allow = config.plugins.allow;
    if (allow.empty())
        for (const auto& [name, project] : config.projects)
            if (std::find(allow.begin(), allow.end(), project.vendor) == allow.end()) allow.push_back(project.vendor);
    return std::make_shared<PluginLoader>(config.plugins.directory, std::move(allow), plugin_log);
}

ProjectOptions options_of(const config::Project& project) {
    ProjectOptions options;
    options.name = project.name;
    options.connection = project.connection;
    options.directus_version = project.directus_version;
    options.max_connections = project.max_connections;
    options.max_idle_connections = project.max_connections;
    options.destructive = project.destructive;
    options.protected_names = project.protected_names;
    options.ignored_names = project.ignored_names;
    options.history = project.history;
    std::shared_ptr<after_apply::Teller> teller; // null: nobody is told
    if (!project.after_apply.empty()) teller = std::make_shared<after_apply::Teller>(project.after_apply);
    options.on_settled = [teller, name = project.name](const std::string& what, const std::string& by) {
        ops::log(ops::Level::warning, "settled an apply that broke off",
                 {{"project", name}, {"by", by.empty() ? std::string{"the server"} : by}, {"what", what}});
        if (teller) teller->tell({name, by});
    };
    if (teller)
        options.on_changed = [teller, name = project.name](const ModelChange& change) {
            teller->tell({name, change.by, change.entry, change.steps, change.left_out});
        };
    options.on_version = [name = project.name](const std::string& version, const std::string& remark, bool wrong) {
        const auto level = wrong ? ops::Level::error : remark.empty() ? ops::Level::info : ops::Level::warning;
        ops::log(level, wrong ? "the project is not served" : "the project is spoken to as Directus",
                 {{"project", name}, {"version", version}, {"remark", remark.empty() ? "none" : remark}});
    };
    return options;
}

api::AppOptions app_options_with_projects(const config::Config& config, const std::shared_ptr<PluginLoader>& loader) {
    auto options = api::app_options_of(config);
    // to speak as another vendor, and to know it: any plugin that stands in the folder, where the configuration names
    // none
    const auto others = any_plugin_of(config, plugin_log);
    const auto vendors = vendor_names_of(others);
    for (const auto& [name, project] : config.projects) {
        options.projects[name] = {service_for(project, vendors, *loader), project.tokens, project.secret};
        for (const auto& host : project.hosts) options.hosts[host] = name;
    }
    const PluginFolder folder = plugin_folder_of(config);
    options.plugins = [folder, loader, others] { return plugins_known(folder, {loader.get(), others.get()}); };
    options.vendor_of = [others](const std::string& name) { return others->load(name); };
    return options;
}

} // namespace schemad::cli
