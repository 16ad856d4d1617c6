// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/auth/random_token.hpp"
#include "server/auth/token_match.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/options.hpp"
#include "server/cli/projects.hpp"
#include "server/ops/log.hpp"

namespace schemad::cli {
namespace {

// A database that is a file may have to be made first; a server's database is made by its administrator.
ProjectOptions options_to_create(const config::Project& project) {
    auto options = options_of(project);
    const auto has = [&](std::string_view key) {
        return std::any_of(options.connection.begin(), options.connection.end(),
                           [&](const auto& setting) { return setting.first == key; });
    };
    if (has("filename") && !has("create")) options.connection.emplace_back("create", "true");
    return options;
}

bool init_project(const config::Project& project, PluginLoader& loader, Streams& streams) {
    try {
        Project target(options_to_create(project), loader.load(project.vendor));
        const bool made = target.create_meta_tables(); // before the line begins: it may fail
        streams.out << project.name
                    << (made ? ": the meta tables were made\n" : ": the meta tables were there already\n");
        return true;
    } catch (const std::exception& error) {
        streams.err << project.name << ": " << error.what() << '\n';
        return false;
    }
}

void write_token(const std::string& name, std::ostream& out) {
    const auto token = auth::random_token();
    out << "\nA token for an administrator, shown only now: " << token
        << "\nTo be accepted it has to be in the configuration, in the project's `tokens`:\n"
        << "  - {name: " << name << ", sha256: " << auth::sha256_hex(token) << "}\n";
}

int init(const Options& options, Streams& streams) {
    const auto token_name = options.one("admin-token-name");
    if (token_name && (token_name->empty() || token_name->size() > 64 ||
                       token_name->find_first_not_of(
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos))
        throw UsageError("--admin-token-name takes A-Z, a-z, 0-9, _ and -, 64 at most");

    const auto loaded = config::load(load_options(options));
    ops::set_level(ops::level_of(loaded.config.log_level).value_or(ops::Level::info));
    const auto wanted = options.one("project");
    if (wanted && !loaded.config.projects.contains(*wanted))
        throw UsageError("there is no project \"" + *wanted + "\" in the configuration");

    const auto loader = loader_of(loaded.config);
    bool all = true;
    for (const auto& [name, project] : loaded.config.projects)
        if (!wanted || *wanted == name) all = init_project(project, *loader, streams) && all;
    if (all && token_name) write_token(*token_name, streams.out);
    return all ? 0 : 1;
}

} // namespace

Command init_command() {
    return {
        "init",
        "make the three meta tables, so that a database becomes a project",
        "Makes directus_collections, directus_fields and directus_relations where they are missing,\n"
        "and the database's file where the vendor keeps it in one. What is there stays as it is.",
        with(config_flags(), {{"project", "NAME", "only this project; else all of the configuration"},
                              {"admin-token-name", "NAME", "also make a token, and the line for the configuration"}}),
        init,
        {},
        {{"schemad init --project shop --admin-token-name ci", "with a token, shown once, for an administrator"}}};
}

} // namespace schemad::cli
