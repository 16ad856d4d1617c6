// SPDX-License-Identifier: Apache-2.0
// The SQL of one step. What is not listed in README.md is refused with its reason, before anything runs.
// Errors: kit::Error E_UNSUPPORTED. Threads: pure functions.
#pragma once

#include <schemad/vendor.hpp>

namespace toy {

schemad::kit::Script render(const schemad_step& step);

} // namespace toy
