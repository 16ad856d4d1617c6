// SPDX-License-Identifier: Apache-2.0
// Reads the configuration: file < environment < flags (environment.hpp says how variables are named). Every problem is
// collected, so that one run of `schemad check-config` shows them all.
//
// Errors: ConfigError. Threads: any. No value of a password, token or connection string is ever in an error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/config/config.hpp"
#include "server/config/environment.hpp"
#include "server/config/tree.hpp"

namespace schemad::config {

struct LoadOptions {
    std::optional<std::string> file;        // --config or $SCHEMAD_CONFIG
    std::vector<std::string> default_files; // else the first of these that is there; else environment and flags say all
    Environment environment;                // usually process_environment()
    std::vector<std::string> listen;        // --listen, each HOST:PORT; replaces what file and environment say
    std::optional<std::string> plugins_directory;
    std::optional<std::string> log_level;
    std::filesystem::path executable_directory; // where the default plugin folder is looked for
    bool projects_required = true;
};

struct Loaded {
    Config config;
    std::optional<std::string> file; // that was read
    std::vector<std::string> warnings;
};
Loaded load(const LoadOptions&);
// The same, with every problem put into `problems` instead of thrown, for whoever has more to find. What is no YAML at
// all is thrown.
Loaded read(const LoadOptions&, std::vector<std::string>& problems);
// Those of the file in its order, then the rest as they were.
void put_in_order(std::vector<std::string>& problems, const std::optional<std::string>& file);

// "no configuration file was read: ...", with the places that were looked at.
std::string no_file(const LoadOptions&);

// The folder of the running program; the current one when the system does not tell.
std::filesystem::path executable_directory();

} // namespace schemad::config
