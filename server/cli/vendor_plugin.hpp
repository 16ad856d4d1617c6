// SPDX-License-Identifier: Apache-2.0
// A vendor for a command that needs no project. Errors: UsageError with the vendors there are; PluginError.
#pragma once

#include <memory>
#include <string>

#include "engine/model/vendor_names.hpp"
#include "server/config/config.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {

// The configuration's `plugins.allow` bounds which; without it any that stands in the folder.
std::shared_ptr<PluginLoader> any_plugin_of(const config::Config&, PluginLog);
std::shared_ptr<const Vendor> plugin_of(const std::string& vendor, const config::Config&);

// What the reference knows, and what such a plugin says of itself: it is looked for by the name that a snapshot gives.
model::VendorNames vendor_names_of(std::shared_ptr<PluginLoader>);

} // namespace schemad::cli
