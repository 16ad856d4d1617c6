// SPDX-License-Identifier: Apache-2.0
#include "server/cli/unsettled.hpp"

#include <stdexcept>

#include "server/cli/command.hpp"
#include "server/cli/printable.hpp"
#include "server/client/peer.hpp"

namespace schemad::cli {

void tell_unsettled(Target& target, const Options& options, Streams& streams) {
    if (options.has("quiet")) return;
    try {
        if (!target.unsettled()) return;
    } catch (const client::PeerError&) { return; } // who does not say it has no journal, or fails at what is asked for
    streams.err
        << one_line(target.name())
        << ": an apply is under way there, or broke off and is not settled; the next change settles it first.\n";
}

void refuse_unsettled(Target& target) {
    if (target.unsettled())
        throw std::runtime_error(target.name() +
                                 ": an apply is under way there, or broke off and is not settled, so its "
                                 "model is between two; nothing was changed");
}

void settle_first(Target& target, const Options& options, Streams& streams) {
    if (!target.unsettled() || !target.settle()) return;
    if (!options.has("quiet")) streams.err << one_line(target.name()) << ": settled what an earlier apply had begun.\n";
}

} // namespace schemad::cli
