// SPDX-License-Identifier: Apache-2.0
#include "server/cli/unsettled.hpp"

#include "server/cli/command.hpp"
#include "server/cli/printable.hpp"

namespace schemad::cli {

void tell_unsettled(Target& target, const Options& options, Streams& streams) {
    if (options.has("quiet") || !target.unsettled()) return;
    streams.err
        << one_line(target.name())
        << ": an apply is under way there, or broke off and is not settled; the next change settles it first.\n";
}

void settle_first(Target& target, const Options& options, Streams& streams) {
    if (!target.unsettled() || !target.settle()) return;
    if (!options.has("quiet")) streams.err << one_line(target.name()) << ": settled what an earlier apply had begun.\n";
}

} // namespace schemad::cli
