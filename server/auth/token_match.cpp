// SPDX-License-Identifier: Apache-2.0
#include "server/auth/token_match.hpp"

#include <openssl/crypto.h>

namespace schemad::auth {

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
