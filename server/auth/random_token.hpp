// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace schemad::auth {

// 32 random bytes as hex. Throws when the system has no randomness.
std::string random_token();

} // namespace schemad::auth
