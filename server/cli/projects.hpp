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

ProjectOptions options_of(const config::Project&);

// The app's projects. One whose plugin cannot be had is there too and answers 503 with the reason. `loader` is theirs.
api::AppOptions app_options_with_projects(const config::Config&, const std::shared_ptr<PluginLoader>& loader);

} // namespace schemad::cli
