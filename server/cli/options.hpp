// SPDX-License-Identifier: Apache-2.0
// Flags of a sub-command. A face over Boost.Program_options, whose headers stay in options.cpp.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/cli/command.hpp"
#include "server/config/load.hpp"

namespace schemad::cli {

class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};
class HelpAsked {}; // --help was among the arguments; the text is already written

struct Flag {
    std::string name;  // without dashes
    std::string value; // what it takes, "FILE"; empty for a switch
    std::string text;
    bool repeats = false;
};

class Options {
public:
    // Throws UsageError for what is not a flag, HelpAsked after writing the help to `out`.
    Options(const std::string& command, const std::string& purpose, const std::vector<Flag>&, const Arguments&,
            std::ostream& out);
    bool has(const std::string& name) const { return values_.contains(name); }
    std::optional<std::string> one(const std::string& name) const;
    std::vector<std::string> all(const std::string& name) const;

private:
    std::map<std::string, std::vector<std::string>> values_;
};

// --config, --listen, --plugins-directory, --log-level
std::vector<Flag> config_flags();
// With the process's environment; SCHEMAD_CONFIG names the file where --config does not; else the usual places.
config::LoadOptions load_options(const Options&);

} // namespace schemad::cli
