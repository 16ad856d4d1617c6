// SPDX-License-Identifier: Apache-2.0
// Which project or server a command works on: by flags, by the environment, or the only one that is configured.
// Errors: UsageError, ConfigError, client::PeerError. Thread: main.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/cli/target.hpp"

namespace schemad::cli {

// --config, ..., --project, --url, --token-file, --ca-file, --timeout
std::vector<Flag> target_flags();
std::unique_ptr<Target> chosen_target(const Options&, Streams&);

// A text that is a project's name or a URL, with the token of the file that the flag names, or of the variable.
std::unique_ptr<Target> target_named(const std::string& name, const Options&, Streams&, const char* token_flag,
                                     const char* token_variable);
// --ca-file and --timeout, with config's own.
std::vector<Flag> connection_flags();

} // namespace schemad::cli
