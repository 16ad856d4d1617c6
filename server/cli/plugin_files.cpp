// SPDX-License-Identifier: Apache-2.0
#include "server/cli/plugin_files.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <set>
#include <system_error>

namespace schemad::cli {
namespace {

void look_at(const PluginFolder& folder, std::initializer_list<const PluginLoader*> loaders, api::PluginFile& plugin) {
    for (const auto* loader : loaders) {
        auto last = loader->last(plugin.name);
        if (last.vendor) plugin.loaded = std::move(last.vendor);
        if (plugin.refusal.empty()) plugin.refusal = std::move(last.refusal);
    }
    if (plugin.loaded) plugin.refusal.clear(); // it was mended since, or one of them may not
    if (plugin.loaded || !plugin.refusal.empty()) return;
    try {
        const auto allow = folder.allow.empty() ? std::vector{plugin.name} : folder.allow;
        static_cast<void>(PluginLoader(folder.directory, allow, {}).looked_at(plugin.name));
    } catch (const std::exception& error) { plugin.refusal = error.what(); }
}

} // namespace

std::vector<std::string> vendors_in(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code failed;
    for (std::filesystem::directory_iterator entry(directory, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const auto file = entry->path().filename().string();
        if (const auto name = loader::plugin_name(file); !name.empty()) names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

PluginFolder plugin_folder_of(const config::Config& config) {
    PluginFolder folder{config.plugins.directory, config.plugins.allow, {}};
    for (const auto& [name, project] : config.projects) folder.named.push_back(project.vendor);
    return folder;
}

std::vector<api::PluginFile> plugins_of(const PluginFolder& folder) {
    const auto there = vendors_in(folder.directory);
    std::set<std::string> names(there.begin(), there.end());
    names.insert(folder.named.begin(), folder.named.end());
    std::vector<api::PluginFile> plugins;
    plugins.reserve(names.size());
    for (const auto& name : names) plugins.push_back({name, loader::plugin_path(folder.directory, name).string()});
    return plugins;
}

std::vector<api::PluginFile> plugins_known(const PluginFolder& folder,
                                           std::initializer_list<const PluginLoader*> loaders) {
    auto plugins = plugins_of(folder);
    for (auto& plugin : plugins) look_at(folder, loaders, plugin);
    return plugins;
}

} // namespace schemad::cli
