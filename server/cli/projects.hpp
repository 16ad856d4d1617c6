// SPDX-License-Identifier: Apache-2.0
// From the configuration's words to the engine's objects.
#pragma once

#include <memory>

#include "engine/project.hpp"
#include "server/api/app.hpp"
#include "server/config/config.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {

// Allows what the configuration allows: its list, or else the vendors its projects name. Plugins log through ours.
std::shared_ptr<PluginLoader> loader_of(const config::Config&);

// The vendor names that the folder's files stand for, in order; none where it cannot be read.
std::vector<std::string> vendors_in(const std::string& directory);

ProjectOptions options_of(const config::Project&);

// The app's projects. One whose plugin cannot be had is there too and answers 503 with the reason. The loader has to
// live as long as they do.
api::AppOptions app_options_with_projects(const config::Config&, PluginLoader&);

} // namespace schemad::cli
