// SPDX-License-Identifier: Apache-2.0
// Digests and random names, by OpenSSL. Errors: std::runtime_error where the library or the system gives none.
// Threads: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace schemad::text {

std::string sha1(std::string_view); // the bytes
std::string sha256_hex(std::string_view);
// So many random bytes as digits; good for secrets.
std::string random_hex(std::size_t bytes);

} // namespace schemad::text
