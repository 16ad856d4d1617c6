// SPDX-License-Identifier: Apache-2.0
// The arguments of a sub-command, read as its entry of the table says. A face over Boost.Program_options, whose headers
// stay in options.cpp.
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

class Options {
public:
    // Throws UsageError for what the command does not take, HelpAsked after writing the help to `out`.
    Options(const Command&, const Arguments&, std::ostream& out);
    bool has(const std::string& name) const { return values_.contains(name); }
    std::optional<std::string> one(const std::string& name) const;
    std::vector<std::string> all(const std::string& name) const;
    // Throws UsageError where it is missing or empty.
    std::string needed(const std::string& name) const;
    // The argument at that place.
    std::optional<std::string> operand(std::size_t place = 0) const;
    // The exit status says whether there are differences: 0 none, 1 some, 2 failed.
    bool tells_differences() const { return has("exit-code") || command_.always_tells_differences; }
    const Command& command() const noexcept { return command_; }

private:
    const Command& command_;
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> operands_;
};

// "Usage: schemad diff [options] FILE" and what it takes.
void write_help(const Command&, std::ostream& out);
std::string usage_of(const Command&);

// --config, --listen, --plugins-directory, --log-level
std::vector<Flag> config_flags();
// The first list with the second behind it.
std::vector<Flag> with(std::vector<Flag> flags, std::vector<Flag> more);
// With the process's environment; SCHEMAD_CONFIG names the file where --config does not; else the usual places.
config::LoadOptions load_options(const Options&);

} // namespace schemad::cli
