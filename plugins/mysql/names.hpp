// SPDX-License-Identifier: Apache-2.0
// When two names are one here: <schemad/names.h>. Static; any thread.
#pragma once

#include <schemad/names.h>

namespace schemad::mysql {

const schemad_names& names() noexcept;

} // namespace schemad::mysql
