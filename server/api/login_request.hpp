// SPDX-License-Identifier: Apache-2.0
// What the body and the cookies of a log-in say. docs/http-api.md, "Log in". Any thread.
// Errors: RequestError INVALID_PAYLOAD, which names the member.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "server/api/call.hpp"

namespace schemad::api {

enum class LoginMode { json, cookie, session }; // where the client wants its tokens

inline constexpr std::string_view refresh_cookie = "directus_refresh_token";

struct LoginRequest {
    std::string email, password, otp; // otp empty: none. Not to be logged
    LoginMode mode = LoginMode::json;
};
LoginRequest login_request_of(Call&);

struct SessionRequest { // of refresh and logout
    std::string token;  // of directus_sessions; empty: the request names none
    LoginMode mode = LoginMode::json;
};
SessionRequest session_request_of(Call&);

} // namespace schemad::api
