// SPDX-License-Identifier: Apache-2.0
#include "server/cli/carry_out.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/unsettled.hpp"

namespace schemad::cli {
namespace {

int apply(const Options& options, Streams& streams) {
    const auto path = *options.operand();
    const auto target = chosen_target(options, streams);
    settle_first(*target, options, streams);
    const auto compared = compared_with(*target, path, options, streams);
    const auto proposal =
        proposal_of(*target, compared.diff, {.force = options.has("force"), .try_in_scratch = options.has("verify")});
    if (!options.has("quiet")) {
        tell_translation(compared, streams);
        show_text(proposal, target->name(), streams.err_is_terminal, streams.err);
    }
    if (!proposal.nothing()) carry_out(proposal, *target, options, streams, {.in_is_used = path == "-"});
    return 0;
}

} // namespace

Command apply_command() {
    return {"apply",
            "make a target what a file says, or carry out a diff",
            "Shows what would change, asks before it destroys data, and does it. A change is made as a\n"
            "whole or not at all. Exit status 3: refused, and nothing was changed.",
            with(with(apply_flags(), diff_flags()), target_flags()),
            apply,
            {{"FILE", "a snapshot, a tree, or a diff that `schemad diff --json` wrote; - is standard input"}},
            {{"schemad apply model.yaml", "asks where data would be destroyed"},
             {"schemad apply --allow-destroy --project shop model/", "in a pipeline"},
             {"schemad diff --json model/ > diff.json && schemad apply diff.json", "exactly what was looked at"}}};
}

} // namespace schemad::cli
