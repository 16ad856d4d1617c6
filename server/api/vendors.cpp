// SPDX-License-Identifier: Apache-2.0
#include "server/api/vendors.hpp"

#include <exception>

#include <boost/json/array.hpp>

#include "server/api/call.hpp"
#include "server/api/plugin_file.hpp"
#include "server/api/respond.hpp"
#include "server/ops/redact.hpp"

namespace schemad::api {
namespace {

// A database that does not answer is told beside the plugin, which is there all the same.
ServedProject served(const Call& call) {
    ServedProject project{call.project_name};
    try {
        project.server = call.project.server();
    } catch (const std::exception& error) { project.reason = ops::redacted(error.what()); }
    return project;
}

// An administrator of this project is nobody in the others: no other one is named.
http::Response get_vendors(Call& call) {
    boost::json::array all;
    const auto plugins = call.options.plugins ? call.options.plugins() : std::vector<PluginFile>();
    for (const auto& plugin : plugins) {
        std::vector<ServedProject> projects;
        if (plugin.name == call.project.plugin()) projects.push_back(served(call));
        all.emplace_back(described(plugin, projects));
    }
    const boost::json::value data(std::move(all));
    return respond(&data, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {"GET", "/vendors", "", Access::administrators, get_vendors, true},
};

} // namespace

std::span<const Endpoint> vendor_endpoints() { return table; }

} // namespace schemad::api
