// SPDX-License-Identifier: Apache-2.0
#include "server/auth/random_token.hpp"

#include <array>
#include <stdexcept>

#include <openssl/rand.h>

namespace schemad::auth {

std::string random_token() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the system gave no random bytes");
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (const auto byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

} // namespace schemad::auth
