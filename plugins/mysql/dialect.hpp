// SPDX-License-Identifier: Apache-2.0
// What a plan says of this vendor: <schemad/dialect.h>. Static; any thread.
#pragma once

#include <schemad/dialect.h>

namespace schemad::mysql {

const schemad_dialect& dialect() noexcept;

} // namespace schemad::mysql
