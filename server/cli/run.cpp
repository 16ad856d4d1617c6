// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <exception>

#include <schemad/vendor.h>

#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/cli/version.hpp"
#include "server/config/units.hpp"
#include "server/ops/redact.hpp"

namespace schemad::cli {
namespace {

struct Command {
    std::string_view name;
    std::string_view summary;
    int (*run)(const Arguments&, Streams&);
};

constexpr std::array commands{
    Command{"serve", "answer requests until SIGTERM", serve},
    Command{"init", "make the three meta tables, so that a database becomes a project", init},
    Command{"adopt", "make collections of the tables that are there, or forget them", adopt},
    Command{"check-config", "say whether the configuration is right, and what is wrong with it", check_config},
    Command{"hash-token", "make a token, or hash one, for the configuration", hash_token},
    Command{"plan", "say what a migration between two snapshots would run, without a database", plan},
    Command{"translate", "write a snapshot as another version or vendor would, without a database", translate},
    Command{"vendors", "list the database plugins that are found", vendors},
};

void write_help(std::ostream& out) {
    out << "Usage: schemad COMMAND [options]\n\nCommands:\n";
    for (const auto& command : commands)
        out << "  " << command.name << std::string(14 - command.name.size(), ' ') << command.summary << '\n';
    out << "  version       show the version\n  help          show this text, or `help COMMAND`\n";
}

int write_version(std::ostream& out) {
    out << "schemad " << version << " (vendor ABI " << SCHEMAD_ABI_MAJOR << '.' << SCHEMAD_ABI_MINOR << ")\n";
    return 0;
}

const Command* find(std::string_view name) {
    for (const auto& command : commands)
        if (command.name == name) return &command;
    return nullptr;
}

int unknown(std::string_view name, std::ostream& err) {
    std::array<std::string_view, commands.size() + 2> names{"version", "help"};
    for (std::size_t i = 0; i < commands.size(); ++i) names[i + 2] = commands[i].name;
    err << "schemad: there is no command \"" << name.substr(0, 64) << '"';
    if (const auto near = config::nearest(name, names); !near.empty()) err << "; did you mean \"" << near << "\"?";
    err << "\nSee `schemad help`.\n";
    return 2;
}

int run_command(const Command& command, const Arguments& arguments, Streams& streams) {
    try {
        return command.run(arguments, streams);
    } catch (const HelpAsked&) { return 0; } catch (const UsageError& error) {
        streams.err << "schemad: " << error.what() << '\n';
        return 2;
    } catch (const config::ConfigError& error) {
        for (const auto& problem : error.problems) streams.err << problem << '\n';
    } catch (const std::exception& error) { streams.err << "schemad: " << ops::redacted(error.what()) << '\n'; }
    return 1;
}

} // namespace

int run(const Arguments& arguments, Streams& streams) {
    if (arguments.empty()) {
        write_help(streams.err);
        return 2;
    }
    const auto& name = arguments.front();
    Arguments rest(arguments.begin() + 1, arguments.end());
    if (name == "version" || name == "--version") return write_version(streams.out);
    if (name == "help" || name == "--help" || name == "-h") {
        if (rest.empty()) {
            write_help(streams.out);
            return 0;
        }
        const auto* command = find(rest.front());
        return command ? run_command(*command, {"--help"}, streams) : unknown(rest.front(), streams.err);
    }
    const auto* command = find(name);
    return command ? run_command(*command, rest, streams) : unknown(name, streams.err);
}

} // namespace schemad::cli
