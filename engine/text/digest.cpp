// SPDX-License-Identifier: Apache-2.0
#include "engine/text/digest.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "engine/text/hex.hpp"

namespace schemad::text {

namespace {

std::string digest_of(std::string_view bytes, const EVP_MD* kind) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr) != 1)
        throw std::runtime_error("the digest is not available");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

} // namespace

std::string sha1(std::string_view bytes) { return digest_of(bytes, EVP_sha1()); }

std::string sha256_hex(std::string_view bytes) { return hex_of(digest_of(bytes, EVP_sha256())); }

std::string random_hex(std::size_t bytes) {
    std::string random(bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("the system gave no random bytes");
    return hex_of(random);
}

} // namespace schemad::text
