// SPDX-License-Identifier: Apache-2.0
#include "server/auth/jwt.hpp"

#include <array>
#include <limits>
#include <stdexcept>

#include <boost/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/error.hpp"
#include "server/auth/token_match.hpp"

namespace schemad::auth {
namespace {

namespace json = boost::json;

constexpr std::size_t max_token_bytes = std::size_t{64} * 1024; // no header is longer
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string base64url(std::string_view bytes) {
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = (buffer << 8) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(buffer >> (bits - 6)) & 63];
    }
    if (bits > 0) out += alphabet[(buffer << (6 - bits)) & 63];
    return out;
}

// Bits that do not fill a byte are dropped. nullopt: a character outside the alphabet.
std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        buffer = (buffer << 6) | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((buffer >> bits) & 0xff);
        }
    }
    return out;
}

std::optional<json::object> object_of(std::string_view part) {
    if (part.empty()) return std::nullopt;
    const auto text = from_base64url(part);
    if (!text) return std::nullopt;
    json::parse_options options;
    options.allow_invalid_utf8 = true;
    json::error_code failed;
    auto value = json::parse(*text, failed, {}, options);
    if (failed || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

struct Parts {
    std::string_view signed_text; // header and payload with the dot between
    std::string_view signature;
    json::object header, payload;
};

std::optional<Parts> parts_of(std::string_view token) {
    if (token.size() > max_token_bytes) return std::nullopt;
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    const auto signature = token.substr(second + 1);
    if (signature.find_first_not_of(alphabet) != std::string_view::npos) return std::nullopt;
    auto header = object_of(token.substr(0, first));
    auto payload = object_of(token.substr(first + 1, second - first - 1));
    if (!header || !payload) return std::nullopt;
    return Parts{token.substr(0, second), signature, std::move(*header), std::move(*payload)};
}

bool is_text(const json::object& object, std::string_view key, std::string_view text) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() && std::string_view(value->get_string()) == text;
}

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string hmac_sha256(std::string_view secret, std::string_view text) {
    if (secret.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw std::length_error("the secret is too long");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (!HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size))
        throw std::runtime_error("HMAC-SHA-256 is not available");
    return {reinterpret_cast<const char*>(digest.data()), size};
}

RequestError invalid_token() { return {ErrorCode::invalid_token, "Invalid token."}; }

} // namespace

bool is_directus_jwt(std::string_view token) {
    const auto parts = parts_of(token);
    return parts && is_text(parts->payload, "iss", "directus");
}

JwtClaims verify_jwt(std::string_view token, std::string_view secret, std::chrono::system_clock::time_point now) {
    const auto parts = parts_of(token);
    if (!parts || !is_text(parts->header, "alg", "HS256")) throw invalid_token();
    if (!secret.empty() &&
        !equal_in_constant_time(parts->signature, base64url(hmac_sha256(secret, parts->signed_text))))
        throw invalid_token();

    const auto& claims = parts->payload;
    const auto complete = [&] {
        return claims.contains("role") && claims.contains("app_access") && claims.contains("admin_access");
    };
    if (secret.empty() && !complete()) throw invalid_token();
    const auto seconds = static_cast<double>(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    const auto time_of = [&](std::string_view key) -> std::optional<double> {
        const auto* value = claims.if_contains(key);
        if (!value) return std::nullopt;
        if (!value->is_number()) throw invalid_token();
        return value->to_number<double>();
    };
    if (const auto not_before = time_of("nbf"); not_before && *not_before > seconds) throw invalid_token();
    if (const auto expires = time_of("exp"); expires && seconds >= *expires)
        throw RequestError(ErrorCode::token_expired, "Token expired.");
    if (!is_text(claims, "iss", "directus")) throw invalid_token();
    if (!complete()) throw invalid_token();
    if (secret.empty()) throw invalid_token(); // nothing was verified: only a refusal may follow from the claims
    // a session that is stated and cannot be the name of one has ended
    if (claims.contains("session") && text_of(claims, "session").empty())
        throw RequestError(ErrorCode::invalid_credentials, "Invalid user credentials.");
    return {text_of(claims, "id"), text_of(claims, "share"), text_of(claims, "session")};
}

std::string signed_jwt(json::object claims, std::string_view secret, std::chrono::system_clock::time_point now,
                       std::chrono::seconds lifetime) {
    if (secret.empty()) throw std::logic_error("a token without a secret is no token");
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    claims["iat"] = seconds.count();
    claims["exp"] = (seconds + lifetime).count();
    claims["iss"] = "directus";
    const auto text = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(json::serialize(claims));
    return text + "." + base64url(hmac_sha256(secret, text));
}

} // namespace schemad::auth
