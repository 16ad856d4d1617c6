// SPDX-License-Identifier: Apache-2.0
// A vendor for a command that needs no project. Errors: UsageError with the vendors there are; PluginError.
#pragma once

#include <memory>
#include <string>

#include "server/config/config.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {

// The configuration's `plugins.allow` bounds which; without it any that stands in the folder.
std::shared_ptr<const Vendor> plugin_of(const std::string& vendor, const config::Config&);

} // namespace schemad::cli
