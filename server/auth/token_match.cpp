// SPDX-License-Identifier: Apache-2.0
#include "server/auth/token_match.hpp"

#include <array>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace schemad::auth {

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(std::size_t{2} * size);
    for (std::size_t i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4];
        hex += digits[digest[i] & 15];
    }
    return hex;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

const config::Token* match_token(std::span<const config::Token> tokens, std::string_view presented) {
    const auto hash = sha256_hex(presented);
    const config::Token* match = nullptr;
    for (const auto& token : tokens) // no early return: the place of the match stays unknown
        if (equal_in_constant_time(token.sha256, hash) && !match) match = &token;
    return match;
}

} // namespace schemad::auth
