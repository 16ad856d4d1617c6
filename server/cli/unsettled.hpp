// SPDX-License-Identifier: Apache-2.0
// An apply that broke off at a target: its model is between two, and "nothing differs" is only half of the truth.
// Thread: main. Errors: those of the target.
#pragma once

#include "server/cli/options.hpp"
#include "server/cli/target.hpp"

namespace schemad::cli {

// Before something is only shown.
void tell_unsettled(Target&, const Options&, Streams&);
// Before its model becomes another project's.
void refuse_unsettled(Target&);
// Before something is changed: as its journal says, waiting for one that is under way. Refused where somebody has to
// decide.
void settle_first(Target&, const Options&, Streams&);

} // namespace schemad::cli
