// SPDX-License-Identifier: Apache-2.0
// What the first passes found out, for all that follow. Immutable by then.
#pragma once

#include "engine/plan/adopt.hpp"
#include "engine/plan/fit.hpp"
#include "engine/plan/mentions.hpp"
#include "engine/plan/spelling.hpp"

namespace schemad::plan {

struct Facts {
    const Spelling& spelling;
    LeftOutFields left_out;
    Adopted adopted;
    Mentions mentions;
};

} // namespace schemad::plan
