// SPDX-License-Identifier: Apache-2.0
// The tokens Directus signs. docs/spec/engine-1-http.md 1.4. Pure; any thread. They are verified, and issued at a
// log-in, only where the project's `secret` is configured; then both sides take the other's.
//
// Errors: RequestError TOKEN_EXPIRED or INVALID_CREDENTIALS (401), or INVALID_TOKEN (403).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace schemad::auth {

struct JwtClaims {
    std::string user;    // `id`; empty for a share
    std::string share;   // empty for a user
    std::string session; // row of directus_sessions that must still be there; empty: the token states none
};

// Three dot-separated parts, a JSON header, and a JSON payload that says iss == "directus". Everything else is a static
// token, whatever it looks like.
bool is_directus_jwt(std::string_view token);

// Verifies signature, then times, then claims, in this order. Without a secret nothing can be verified and nothing is
// granted; the claims then only tell the client whether to log in again (TOKEN_EXPIRED) or not (INVALID_TOKEN). That
// the user is an admin is not in the token but in the database.
JwtClaims verify_jwt(std::string_view token, std::string_view secret, std::chrono::system_clock::time_point now);

// A token with these claims, as Directus signs it: HS256, issued now, good for `lifetime`. Requires a secret.
std::string signed_jwt(boost::json::object claims, std::string_view secret, std::chrono::system_clock::time_point now,
                       std::chrono::seconds lifetime);

} // namespace schemad::auth
