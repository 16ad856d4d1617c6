// SPDX-License-Identifier: Apache-2.0
#include "server/cli/carry_out.hpp"
#include "server/cli/choose_target.hpp"
#include "server/cli/command_list.hpp"
#include "server/cli/printable.hpp"
#include "server/cli/unsettled.hpp"

namespace schemad::cli {
namespace {

int promote(const Options& options, Streams& streams) {
    const auto from = options.needed("from"), to = options.needed("to");
    if (from == to) throw UsageError("--from and --to name the same");
    const auto source = target_named(from, options, streams, "from-token-file", "SCHEMAD_FROM_TOKEN");
    const auto target = target_named(to, options, streams, "to-token-file", "SCHEMAD_TO_TOKEN");
    settle_first(*target, options, streams);
    refuse_unsettled(*source);
    const auto model = source->snapshot();
    refuse_unsettled(*source); // it may have begun meanwhile
    const auto choice = diff_choice_of(options);
    const auto compared = target->diff(model, choice);
    const auto proposal =
        proposal_of(*target, compared.diff, {.force = options.has("force"), .try_in_scratch = options.has("verify")});
    if (!options.has("quiet")) {
        tell_translation(compared, streams);
        streams.err << "from " << one_line(source->name()) << " to ";
        show_text(proposal, target->name(), streams.err_is_terminal, streams.err);
    }
    if (proposal.nothing()) return 0;
    const auto left_out = carry_out(proposal, *target, options, streams, {.asks_always = true});
    const bool differs = target->diff(model, choice).differs();
    if (differs && left_out == 0)
        throw std::runtime_error("the apply is done, and something still differs; `schemad diff` shows it");
    if (!options.has("quiet"))
        streams.err << one_line(target->name())
                    << (differs ? ": nothing differs but what was left out.\n" : ": nothing differs any more.\n");
    return 0;
}

} // namespace

Command promote_command() {
    return {"promote",
            "bring the model of one project or server to another one",
            "Takes a snapshot of one, shows what would change in the other, asks, applies, and looks\n"
            "whether they are the same then.",
            with(with({{"from", "PROJECT|URL", "whose model it is"},
                       {"to", "PROJECT|URL", "what is to become so"},
                       {"from-token-file", "FILE", "the token for --from (else $SCHEMAD_FROM_TOKEN, $SCHEMAD_TOKEN)"},
                       {"to-token-file", "FILE", "the token for --to (else $SCHEMAD_TO_TOKEN, $SCHEMAD_TOKEN)"},
                       {"yes", "", "do not ask where nothing is destroyed"}},
                      with(apply_flags(), diff_flags())),
                 connection_flags()),
            promote,
            {},
            {{"schemad promote --from staging --to production", "two projects of the configuration"},
             {"schemad promote --from https://test.example --to shop --from-token-file token",
              "from a server to a project"}}};
}

} // namespace schemad::cli
