// SPDX-License-Identifier: Apache-2.0
// From a proposal to a change: who has to agree is asked, and what was done is told. Errors: Refused where nobody
// agrees or something is in the way; those of the target. Thread: main.
#pragma once

#include <vector>

#include "server/cli/command.hpp"
#include "server/cli/proposal.hpp"

namespace schemad::cli {

// --allow-destroy, --verify, --quiet
std::vector<Flag> apply_flags();

struct CarryOut {
    bool asks_always = false; // not only before it destroys
    bool in_is_used = false;  // standard input is the document: nobody can be asked
};
// How many things the target could not hold and left out.
std::size_t carry_out(const Proposal&, Target&, const Options&, Streams&, const CarryOut& = {});

} // namespace schemad::cli
