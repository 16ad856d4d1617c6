// SPDX-License-Identifier: Apache-2.0
// Is a token one of our configuration's? Only SHA-256 hashes are known, and the time an answer takes tells nothing
// about them: every hash is compared, each in constant time. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/text/digest.hpp"
#include "server/config/config.hpp"

namespace schemad::auth {

using text::sha256_hex; // 64 lower-case hex digits

// Equal, in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

// The configured token whose hash is the presented one's; nullptr when there is none. The result points into `tokens`.
const config::Token* match_token(std::span<const config::Token> tokens, std::string_view presented);

} // namespace schemad::auth
