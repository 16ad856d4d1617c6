// SPDX-License-Identifier: Apache-2.0
// The files of the plugins' folder, for lists. Any thread. Errors: none; what is wrong with a plugin stands beside it.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "server/api/plugin_file.hpp"
#include "server/config/config.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {

// The vendor names that the folder's files stand for, in order; none where it cannot be read.
std::vector<std::string> vendors_in(const std::string& directory);

struct PluginFolder {
    std::string directory;
    std::vector<std::string> allow; // as configured; empty: no bound
    std::vector<std::string> named; // by projects, whether there is a file or not
};
PluginFolder plugin_folder_of(const config::Config&);

// Those that have a file and those that a project names, in order; neither loaded nor refused yet.
std::vector<api::PluginFile> plugins_of(const PluginFolder&);

// In which state they are in a process with these loaders. Nothing is loaded: what nobody has asked for is only looked
// at from outside, as a load would look first.
std::vector<api::PluginFile> plugins_known(const PluginFolder&, std::initializer_list<const PluginLoader*> loaders);

} // namespace schemad::cli
