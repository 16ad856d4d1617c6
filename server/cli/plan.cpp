// SPDX-License-Identifier: Apache-2.0
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/use_cases/offline_plan.hpp"
#include "server/cli/command.hpp"
#include "server/cli/document.hpp"
#include "server/cli/options.hpp"
#include "server/config/vendor_names.hpp"
#include "vendors/loader/plugin_loader.hpp"

namespace schemad::cli {
namespace json = boost::json;

int plan(const Arguments& arguments, Streams& streams) {
    auto flags = config_flags();
    flags.push_back({"from", "FILE", "the snapshot of the target as it is, JSON or YAML"});
    flags.push_back({"to", "FILE", "the snapshot of what is wished"});
    flags.push_back({"vendor", "NAME", "the target's vendor, as in postgres"});
    flags.push_back({"mode", "MODE", "mirror (default): what --to does not list goes; merge: nothing goes"});
    flags.push_back({"export", "FORMAT", "json (default) or sql: a script for the vendor's shell"});
    flags.push_back({"force", "", "--to may be of another version or vendor"});
    const Options options("plan",
                          "Prints what an apply would do, from two snapshots and without a database. What only the\n"
                          "database knows is told in the warnings.",
                          flags, arguments, streams.out);
    const auto needed = [&](const char* name) {
        const auto value = options.one(name);
        if (!value || value->empty())
            throw UsageError("--" + std::string(name) + " is missing; see `schemad plan --help`");
        return *value;
    };
    const auto from = needed("from"), to = needed("to"), vendor = config::vendor_of(needed("vendor"));
    const auto mode = options.one("mode").value_or("mirror"), format = options.one("export").value_or("json");
    if (mode != "mirror" && mode != "merge") throw UsageError("--mode takes mirror or merge");
    if (format != "json" && format != "sql") throw UsageError("--export takes json or sql");

    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto& allow = config.plugins.allow;
    PluginLoader loader(config.plugins.directory, allow.empty() ? std::vector{vendor} : allow, {});
    const auto plugin = loader.load(vendor);
    const auto before = document_of(from, config.documents), after = document_of(to, config.documents);
    const auto made = use_cases::plan_offline(
        {before, after, mode == "merge" ? DiffMode::merge : DiffMode::mirror, options.has("force")}, *plugin);
    if (format == "sql" && !made.script.fault.empty())
        throw invalid_payload("The plan cannot be a script. " + made.script.fault);
    streams.out << (format == "sql" ? made.script.text
                                    : formats::write_json_indented(json::value(made.document)) + "\n");
    return 0;
}

} // namespace schemad::cli
