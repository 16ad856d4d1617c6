// SPDX-License-Identifier: Apache-2.0
#include "server/auth/random_token.hpp"

#include "engine/text/digest.hpp"

namespace schemad::auth {

std::string random_token() { return text::random_hex(32); }

} // namespace schemad::auth
