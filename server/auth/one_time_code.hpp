// SPDX-License-Identifier: Apache-2.0
// The six digits of a second factor (TOTP, RFC 6238 with RFC 4226: SHA-1, 30 seconds), as Directus makes them of a
// user's tfa_secret. Pure; any thread.
#pragma once

#include <chrono>
#include <string_view>

namespace schemad::auth {

// secret: base32 (RFC 4648), case and padding do not matter. The code before and the next one count, too: clocks
// differ.
bool is_one_time_code(std::string_view code, std::string_view secret, std::chrono::system_clock::time_point now);

} // namespace schemad::auth
