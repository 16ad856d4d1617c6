// SPDX-License-Identifier: Apache-2.0
#include "server/auth/one_time_code.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "server/auth/token_match.hpp"

namespace schemad::auth {
namespace {

constexpr std::size_t max_secret = 256;

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    unsigned buffer = 0, bits = 0;
    for (const char c : text) {
        unsigned value = 0;
        if (c >= 'A' && c <= 'Z')
            value = static_cast<unsigned>(c - 'A');
        else if (c >= 'a' && c <= 'z')
            value = static_cast<unsigned>(c - 'a');
        else if (c >= '2' && c <= '7')
            value = static_cast<unsigned>(c - '2') + 26;
        else if (c == '=' || c == ' ')
            continue;
        else
            return std::nullopt;
        buffer = (buffer << 5 | value) & 0xffff;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(buffer >> bits & 0xff);
    }
    return bytes.empty() ? std::nullopt : std::optional{bytes};
}

std::string code_at(std::uint64_t step, const std::string& key) {
    std::array<unsigned char, 8> counter{};
    for (std::size_t i = 0; i < 8; ++i) counter[7 - i] = static_cast<unsigned char>(step >> (8 * i) & 0xff);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), digest.data(),
              &size) ||
        size < 20)
        throw std::runtime_error("HMAC-SHA-1 is not available");
    const std::size_t at = digest[size - 1] & 0xf;
    const auto number =
        (static_cast<std::uint32_t>(digest[at] & 0x7f) << 24 | static_cast<std::uint32_t>(digest[at + 1]) << 16 |
         static_cast<std::uint32_t>(digest[at + 2]) << 8 | static_cast<std::uint32_t>(digest[at + 3])) %
        1'000'000;
    auto digits = std::to_string(number);
    return std::string(6 - digits.size(), '0') + digits;
}

} // namespace

bool is_one_time_code(std::string_view code, std::string_view secret, std::chrono::system_clock::time_point now) {
    if (secret.size() > max_secret) return false;
    const auto key = from_base32(secret);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    if (!key || seconds < 30) return false;
    const auto step = static_cast<std::uint64_t>(seconds) / 30;
    bool equal = false;
    for (const auto at : {step - 1, step, step + 1}) equal = equal_in_constant_time(code, code_at(at, *key)) || equal;
    return equal;
}

} // namespace schemad::auth
