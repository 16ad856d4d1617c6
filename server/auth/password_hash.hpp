// SPDX-License-Identifier: Apache-2.0
// Passwords against the argon2 hashes that Directus keeps of them. What a hash costs stands in the hash, and so in the
// database: it is bounded before anything is spent on it, and few are computed at once, whoever asks. Any thread;
// blocks.
#pragma once

#include <string>
#include <string_view>

namespace schemad::auth {

// False where it is not the password, and for a hash that is none or costs more than we spend. A wrong password, no
// hash at all ("") and one that is none take as long as a right one with Directus's costs.
// Throws RequestError SERVICE_UNAVAILABLE where too many wait already.
bool is_password(std::string_view password, const std::string& hash);

} // namespace schemad::auth
