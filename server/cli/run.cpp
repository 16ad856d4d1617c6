// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <exception>

#include <schemad/vendor.h>

#include "server/cli/clean_stream.hpp"
#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/cli/refused.hpp"
#include "server/cli/version.hpp"
#include "server/config/units.hpp"
#include "server/ops/redact.hpp"

namespace schemad::cli {
namespace {

void write_all_help(std::ostream& out) {
    out << "Usage: schemad COMMAND [options]\n\nCommands:\n";
    for (const auto& command : commands())
        out << "  " << command.name << std::string(14 - command.name.size(), ' ') << command.summary << '\n';
    out << "  version       show the version\n  help          show this text, or `help COMMAND`\n";
}

int write_version(std::ostream& out) {
    out << "schemad " << version << " (vendor ABI " << SCHEMAD_ABI_MAJOR << '.' << SCHEMAD_ABI_MINOR << ")\n";
    return 0;
}

int unknown(std::string_view name, std::ostream& err) {
    std::vector<std::string_view> names{"version", "help"};
    for (const auto& command : commands()) names.emplace_back(command.name);
    err << "schemad: there is no command \"" << name.substr(0, 64) << '"';
    if (const auto near = config::nearest(name, names); !near.empty()) err << "; did you mean \"" << near << "\"?";
    err << "\nSee `schemad help`.\n";
    return 2;
}

int run_command(const Command& command, const Arguments& arguments, Streams& streams) {
    const bool tells_differences = command.always_tells_differences ||
                                   std::find(arguments.begin(), arguments.end(), "--exit-code") != arguments.end();
    try {
        const Options options(command, arguments, streams.out);
        return command.run(options, streams);
    } catch (const HelpAsked&) { return 0; } catch (const UsageError& error) {
        streams.err << "schemad: " << error.what() << '\n';
        return 2;
    } catch (const config::ConfigError& error) {
        for (const auto& problem : error.problems) streams.err << problem << '\n';
    } catch (const Refused& error) {
        streams.err << "schemad: " << ops::redacted(error.what()) << '\n';
        return 3;
    } catch (const std::exception& error) { streams.err << "schemad: " << ops::redacted(error.what()) << '\n'; }
    return tells_differences ? 2 : 1; // where 1 says that something differs
}

int run_clean(const Arguments& arguments, Streams& streams) {
    if (arguments.empty()) {
        write_all_help(streams.err);
        return 2;
    }
    const auto& name = arguments.front();
    const Arguments rest(arguments.begin() + 1, arguments.end());
    if (name == "version" || name == "--version") return write_version(streams.out);
    if (name == "help" || name == "--help" || name == "-h") {
        if (rest.empty()) {
            write_all_help(streams.out);
            return 0;
        }
        const auto* command = command_named(rest.front());
        return command ? run_command(*command, {"--help"}, streams) : unknown(rest.front(), streams.err);
    }
    const auto* command = command_named(name);
    return command ? run_command(*command, rest, streams) : unknown(name, streams.err);
}

} // namespace

// What is read by people goes through a door that no control character of a name passes: all that is written to the
// error stream, and the results where they go to a terminal. A file or a pipe gets its bytes.
int run(const Arguments& arguments, Streams& streams) {
    CleanStream err(streams.err), out(streams.out);
    Streams clean{streams.in,
                  streams.out_is_terminal ? static_cast<std::ostream&>(out) : streams.out,
                  err,
                  streams.in_is_terminal,
                  streams.out_is_terminal,
                  streams.err_is_terminal};
    const int status = run_clean(arguments, clean);
    clean.out.flush();
    if (!clean.out) {
        clean.err << "schemad: the result could not be written\n";
        return status == 0 ? 1 : status;
    }
    return status;
}

} // namespace schemad::cli
