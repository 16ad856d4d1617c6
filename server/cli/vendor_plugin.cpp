// SPDX-License-Identifier: Apache-2.0
#include "server/cli/vendor_plugin.hpp"

#include <exception>
#include <utility>
#include <vector>

#include "server/cli/plugin_files.hpp"

namespace schemad::cli {

namespace {
std::vector<std::string> allowed(const config::Config& config) {
    return config.plugins.allow.empty() ? vendors_in(config.plugins.directory) : config.plugins.allow;
}
} // namespace

std::shared_ptr<PluginLoader> any_plugin_of(const config::Config& config, PluginLog log) {
    return std::make_shared<PluginLoader>(config.plugins.directory, allowed(config), std::move(log));
}

model::VendorNames vendor_names_of(std::shared_ptr<PluginLoader> loader) {
    return model::VendorNames([loader = std::move(loader)](std::string_view name) {
        try {
            return loader->load(std::string(name))->vendor_string() == name;
        } catch (const std::exception&) { return false; } // there is none, or none that can be had
    });
}

std::shared_ptr<const Vendor> plugin_of(const std::string& vendor, const config::Config& config) {
    const auto& directory = config.plugins.directory;
    const auto allow = allowed(config);
    try {
        return any_plugin_of(config, nullptr)->load(vendor);
    } catch (const PluginError& error) {
        if (error.reason != PluginError::Reason::not_found && error.reason != PluginError::Reason::not_allowed) throw;
        std::string known;
        for (const auto& name : allow) known += (known.empty() ? "" : ", ") + name;
        throw std::runtime_error("there is no plugin for the vendor \"" + vendor + "\" in " + directory +
                                 (known.empty() ? ", which holds none" : "; known are " + known));
    }
}

} // namespace schemad::cli
