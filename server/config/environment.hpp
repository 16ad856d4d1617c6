// SPDX-License-Identifier: Apache-2.0
// The environment's part of the configuration. A variable is SCHEMAD_ and the key's path in upper case, with two
// underscores between levels:
//
//   SCHEMAD_LISTEN=127.0.0.1:8056,[::1]:8056        a list is written with commas
//   SCHEMAD_LOG_LEVEL=debug
//   SCHEMAD_PLUGINS_DIRECTORY, SCHEMAD_PLUGINS_ALLOW (also SCHEMAD_PLUGINS__DIRECTORY, ...)
//   SCHEMAD_LIMITS__BODY_SIZE=64mb
//   SCHEMAD_PROJECTS__<NAME>__VENDOR=sqlite           also DIRECTUS_VERSION, MAX_CONNECTIONS, SECRET
//   SCHEMAD_PROJECTS__<NAME>__CONNECTION__<KEY>=...   FILENAME, HOST, PORT, USER, PASSWORD, DATABASE, ...
//   SCHEMAD_PROJECTS__<NAME>__TOKENS__<TOKEN>=<sha256>
//
// <NAME> is a project of the file, compared without case and with '-' as '_'; else a new project's, in lower case.
// The names of Directus (DB_CLIENT, DB_HOST, ...) are understood as well: directus_environment.hpp.
// With _FILE at the end, the variable names a file that holds the value, as container secrets do. An empty variable is
// as good as none. A relative path starts at the current directory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/config/tree.hpp"

namespace schemad::config {

using Environment = std::vector<std::pair<std::string, std::string>>; // name and value
Environment process_environment();

// Sets the leaves in `root`. Problems are added to `problems`; a variable that is close to a known one, but is none, to
// `warnings` (others named SCHEMAD_* may well be somebody else's, a cluster's service variables for one).
void apply_environment(Node& root, Environment, std::vector<std::string>& problems, std::vector<std::string>& warnings);

} // namespace schemad::config
