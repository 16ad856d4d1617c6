// SPDX-License-Identifier: Apache-2.0
#include "server/cli/vendor_plugin.hpp"

#include "server/cli/projects.hpp"

namespace schemad::cli {

std::shared_ptr<const Vendor> plugin_of(const std::string& vendor, const config::Config& config) {
    const auto& directory = config.plugins.directory;
    const auto there = vendors_in(directory);
    const auto& allow = config.plugins.allow.empty() ? there : config.plugins.allow;
    try {
        return std::make_shared<PluginLoader>(directory, allow, nullptr)->load(vendor);
    } catch (const PluginError& error) {
        if (error.reason != PluginError::Reason::not_found && error.reason != PluginError::Reason::not_allowed) throw;
        std::string known;
        for (const auto& name : allow) known += (known.empty() ? "" : ", ") + name;
        throw std::runtime_error("there is no plugin for the vendor \"" + vendor + "\" in " + directory +
                                 (known.empty() ? ", which holds none" : "; known are " + known));
    }
}

} // namespace schemad::cli
