// SPDX-License-Identifier: Apache-2.0
#include "server/api/login_request.hpp"

#include <utility>

#include "engine/error.hpp"
#include "engine/model/items.hpp"
#include "server/auth/jwt.hpp"
#include "server/auth/token_source.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

// Anything but an object has no members.
json::object body_of(Call& call) {
    if (!call.json_body.is_json()) return {};
    auto value = call.json_body.take();
    return value.is_object() ? std::move(value.get_object()) : json::object{};
}

std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

// Empty: not there.
std::string text_in(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    if (!value) return {};
    if (!value->is_string()) throw invalid_payload(quoted(name) + " must be a string");
    if (value->get_string().empty()) throw invalid_payload(quoted(name) + " is not allowed to be empty");
    return std::string(value->get_string());
}

std::string required(const json::object& body, std::string_view name) {
    auto text = text_in(body, name);
    if (text.empty()) throw invalid_payload(quoted(name) + " is required");
    return text;
}

LoginMode mode_in(const json::object& body, LoginMode otherwise) {
    const auto* value = body.if_contains("mode");
    if (!value) return otherwise;
    const auto word = model::text_of(body, "mode");
    if (word == "json") return LoginMode::json;
    if (word == "cookie") return LoginMode::cookie;
    if (word == "session") return LoginMode::session;
    throw invalid_payload("\"mode\" must be one of [cookie, json, session]");
}

} // namespace

LoginRequest login_request_of(Call& call) {
    const auto body = body_of(call);
    LoginRequest login;
    login.email = required(body, "email");
    const auto at = login.email.find('@');
    if (at == 0 || at == std::string::npos || at + 1 == login.email.size())
        throw invalid_payload("\"email\" must be a valid email");
    login.password = required(body, "password");
    login.mode = mode_in(body, LoginMode::json);
    login.otp = text_in(body, "otp");
    return login;
}

SessionRequest session_request_of(Call& call) {
    const auto body = body_of(call);
    auto of_cookie = auth::cookie_of(call.request, refresh_cookie);
    const auto of_session = auth::session_cookie_of(call.request);
    // without a word of it the client uses what it sends
    const auto otherwise = body.contains("refresh_token") ? LoginMode::json
                           : of_cookie                    ? LoginMode::cookie
                           : of_session                   ? LoginMode::session
                                                          : LoginMode::json;
    SessionRequest session;
    session.mode = mode_in(body, otherwise);
    if (session.mode == LoginMode::json) session.token = text_in(body, "refresh_token");
    if (session.mode == LoginMode::cookie) session.token = of_cookie.value_or("");
    if (session.mode == LoginMode::session && of_session && auth::is_directus_jwt(*of_session)) {
        const auto& secret = call.options.projects.at(call.project_name).secret;
        session.token = auth::verify_jwt(*of_session, secret, call.options.now()).session;
    }
    return session;
}

} // namespace schemad::api
