// SPDX-License-Identifier: Apache-2.0
#include "engine/error.hpp"
#include "engine/formats/formats.hpp"
#include "engine/use_cases/offline_plan.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/document.hpp"
#include "server/cli/plan_steps.hpp"
#include "server/cli/proposal.hpp"
#include "server/cli/unsettled.hpp"
#include "server/cli/vendor_plugin.hpp"
#include "server/config/vendor_names.hpp"

namespace schemad::cli {
namespace {

namespace json = boost::json;

// Of two snapshots, without a database.
int plan_offline(const Options& options, Streams& streams) {
    const auto from = options.needed("from"), to = options.needed("to"),
               vendor = config::vendor_of(options.needed("vendor"));
    const bool as_sql = options.one("export") == "sql" || options.has("sql");

    auto load = load_options(options);
    load.projects_required = false;
    const auto config = config::load(load).config;
    const auto plugin = plugin_of(vendor, config);
    const auto before = snapshot_of(from, config.documents, streams.in),
               after = snapshot_of(to, config.documents, streams.in);
    const auto made =
        use_cases::plan_offline({before, after, options.one("mode") == "merge" ? DiffMode::merge : DiffMode::mirror,
                                 options.has("force"), vendor_names_of(any_plugin_of(config, nullptr))},
                                *plugin);
    if (as_sql && !made.script.fault.empty())
        throw invalid_payload("The plan cannot be a script. " + made.script.fault);
    streams.out << (as_sql ? made.script.text : formats::write_json_indented(json::value(made.document)) + "\n");
    return options.tells_differences() && !made.document.at("steps").as_array().empty() ? 1 : 0;
}

int plan(const Options& options, Streams& streams) {
    const auto path = options.operand();
    if (!path) return plan_offline(options, streams);
    for (const auto* other : {"from", "to", "vendor", "export"})
        if (options.has(other))
            throw UsageError("--" + std::string(other) +
                             " belongs to a plan of two files; a FILE is planned for a target");
    const auto target = chosen_target(options, streams);
    tell_unsettled(*target, options, streams);
    const auto compared = compared_with(*target, *path, options, streams);
    const auto proposal =
        proposal_of(*target, compared.diff, {.force = options.has("force"), .try_in_scratch = options.has("verify")});
    if (!proposal.refused.empty()) throw Refused(proposal.refused);
    if (!proposal.nothing() && !proposal.plan)
        throw std::runtime_error(
            target->name() +
            " makes no plans, as a Directus, or none for this token; `schemad diff` shows what would change");
    show(proposal, *target, options, streams);
    if (proposal.plan && !options.has("json") && !options.has("markdown") && !options.has("sql"))
        write_steps(*proposal.plan, streams.out);
    return options.tells_differences() && !proposal.nothing() ? 1 : 0;
}

} // namespace

Command plan_command() {
    return {"plan",
            "say what an apply would run: on a target, or from two snapshots without a database",
            "With FILE: what a target would do to become what it says, step by step, with its SQL, what\n"
            "each step locks and destroys, and the rows in its way. With --from, --to and --vendor: the\n"
            "same from two snapshots and without a database; what only the database knows is told in the\n"
            "warnings.",
            with(with(with(show_flags(), diff_flags()),
                      {{"verify", "HOW", "scratch: try it in a copy of the structure", false, {"scratch"}},
                       {"exit-code", "", "exit with 0: nothing to do, 1: something, 2: failed, 3: refused"},
                       {"from", "FILE", "without a database: the snapshot of the target as it is"},
                       {"to", "FILE", "the snapshot of what is wished"},
                       {"vendor", "NAME", "the target's vendor, as in postgres"},
                       {"export",
                        "FORMAT",
                        "json (default) or sql: a script for the vendor's shell",
                        false,
                        {"json", "sql"}}}),
                 target_flags()),
            plan,
            {{"FILE", "a snapshot, a tree or a diff; - is standard input", false}},
            {{"schemad plan --project shop model.yaml", "what `schemad apply` would do"},
             {"schemad plan --from target.yaml --to wished.yaml --vendor postgres --sql > migration.sql",
              "without a database"}}};
}

} // namespace schemad::cli
