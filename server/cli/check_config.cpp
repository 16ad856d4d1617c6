// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "server/cli/command.hpp"
#include "server/cli/options.hpp"
#include "server/config/units.hpp"

namespace schemad::cli {
namespace {

// Settings that hold no secret on any vendor; everything else is masked, also what a future vendor brings.
constexpr std::array<std::string_view, 8> shown{"filename", "host",   "port",   "user",
                                                "database", "schema", "create", "socket"};

void write_project(std::ostream& out, const config::Project& project) {
    out << "  " << project.name << ": " << project.vendor << " (";
    bool first = true;
    for (const auto& [key, value] : project.connection) {
        const bool open = std::find(shown.begin(), shown.end(), key) != shown.end();
        out << (first ? "" : ", ") << key << ' ' << (open ? value : "***");
        first = false;
    }
    out << "), as Directus " << project.directus_version << ", " << project.tokens.size() << " tokens, at most "
        << project.max_connections << " connections" << (project.secret.empty() ? "" : ", secret ***");
    if (!project.protected_names.empty()) out << ", " << project.protected_names.size() << " protected";
    if (!project.ignored_names.empty()) out << ", " << project.ignored_names.size() << " ignored";
    out << '\n';
}

} // namespace

int check_config(const Arguments& arguments, Streams& streams) {
    const Options options("check-config",
                          "Reads file, environment and flags as `serve` does. Exit status 0: all right, and what they\n"
                          "say together is shown, without secrets; 1: every problem is named with its place.",
                          config_flags(), arguments, streams.out);
    const auto loaded = config::load(load_options(options));
    for (const auto& warning : loaded.warnings) streams.err << "warning: " << warning << '\n';
    const auto& config = loaded.config;
    streams.out << "listen:";
    for (const auto& address : config.listen) streams.out << ' ' << config::text_of(address);
    streams.out << "\nplugins: " << config.plugins.directory << "\nlog_level: " << config.log_level << "\nprojects:\n";
    for (const auto& [name, project] : config.projects) write_project(streams.out, project);
    streams.out << "The configuration is all right.\n";
    return 0;
}

} // namespace schemad::cli
