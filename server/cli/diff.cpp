// SPDX-License-Identifier: Apache-2.0
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/proposal.hpp"
#include "server/cli/unsettled.hpp"

namespace schemad::cli {
namespace {

int diff(const Options& options, Streams& streams) {
    const auto path = *options.operand();
    const auto target = chosen_target(options, streams);
    tell_unsettled(*target, options, streams);
    const auto compared = compared_with(*target, path, options, streams);
    if (!options.has("quiet")) tell_translation(compared, streams);
    const auto proposal = proposal_of(*target, compared.diff, {.force = options.has("force")});
    if (!options.has("quiet")) show(proposal, *target, options, streams);
    if (!proposal.refused.empty()) return 3;
    return options.tells_differences() && !proposal.nothing() ? 1 : 0;
}

} // namespace

Command diff_command() {
    return {"diff",
            "say what would have to change for a target to become what a file says",
            "Shows what would change, what would be lost and how many rows, or stand against it.\n"
            "Nothing is changed. A Directus counts no rows.",
            with(with(with(show_flags(), diff_flags()),
                      {{"exit-code", "", "exit with 0: nothing differs, 1: something does, 2: failed, 3: refused"},
                       {"quiet", "", "show nothing; for --exit-code"}}),
                 target_flags()),
            diff,
            {{"FILE", "a snapshot, of any version and vendor or by hand, a tree, or a diff; - is standard input"}},
            {{"schemad diff model.yaml", "against the only project that is configured"},
             {"schemad diff --project shop --markdown model/ > comment.md", "for a pull request"},
             {"schemad diff --exit-code --quiet model/", "in a script"}}};
}

} // namespace schemad::cli
