// SPDX-License-Identifier: Apache-2.0
#include "server/api/login.hpp"

#include <chrono>
#include <ctime>
#include <string>

#include <boost/json.hpp>

#include "engine/formats/formats.hpp"
#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/login_request.hpp"
#include "server/api/respond.hpp"
#include "server/auth/jwt.hpp"
#include "server/auth/login_attempts.hpp"
#include "server/auth/one_time_code.hpp"
#include "server/auth/password_hash.hpp"
#include "server/auth/random_token.hpp"
#include "server/auth/token_source.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

// What Directus has where nobody set ACCESS_TOKEN_TTL, REFRESH_TOKEN_TTL, SESSION_COOKIE_TTL.
constexpr std::chrono::seconds access_lives = 15min, refresh_lives = 168h, session_lives = 24h;

const std::string& secret_of(const Call& call) {
    const auto& secret = call.options.projects.at(call.project_name).secret;
    if (secret.empty()) throw service_unavailable("login", "The project has no \"secret\", which signs tokens");
    return secret;
}

std::string set_cookie(std::string_view name, std::string_view value, std::chrono::seconds lives,
                       std::chrono::system_clock::time_point now) {
    const auto ends = std::chrono::system_clock::to_time_t(now + lives);
    std::tm parts{};
    gmtime_r(&ends, &parts);
    char date[40];
    const auto size = std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return std::string(name) + "=" + std::string(value) + "; Max-Age=" + std::to_string(lives.count()) +
           "; Path=/; Expires=" + std::string(date, size) + "; HttpOnly; SameSite=Lax";
}

std::string cleared_cookie(std::string_view name) {
    return std::string(name) + "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax";
}

// The tokens of a session, where the client wants them.
http::Response with_tokens(const Call& call, const LoginUser& user, const std::string& session, LoginMode mode) {
    const auto rights = call.project.rights_of_user(user.id, call.request.remote_ip);
    json::object claims{{"id", user.id},
                        {"role", user.role.empty() ? json::value(nullptr) : json::value(user.role)},
                        {"app_access", rights.app},
                        {"admin_access", rights.admin}};
    if (mode == LoginMode::session) claims["session"] = session;
    const auto lives = mode == LoginMode::session ? session_lives : access_lives;
    const auto now = call.options.now();
    const auto access = auth::signed_jwt(std::move(claims), secret_of(call), now, lives);
    json::object data{{"expires", std::chrono::milliseconds(lives).count()}};
    if (mode == LoginMode::json) data["refresh_token"] = session;
    if (mode != LoginMode::session) data["access_token"] = access;
    const json::value told(std::move(data));
    auto response = respond(&told, {}, now);
    if (mode == LoginMode::cookie)
        response.headers.emplace_back("Set-Cookie", set_cookie(refresh_cookie, session, refresh_lives, now));
    if (mode == LoginMode::session)
        response.headers.emplace_back("Set-Cookie", set_cookie(auth::session_cookie, access, session_lives, now));
    return response;
}

std::chrono::system_clock::time_point end_of(const Call& call, LoginMode mode) {
    return call.options.now() + (mode == LoginMode::session ? session_lives : refresh_lives);
}

std::string origin_of(const Call& call) {
    const auto origin = call.request.header("origin");
    return std::string(origin ? origin->substr(0, 255) : std::string_view{});
}
std::string agent_of(const Call& call) {
    const auto agent = call.request.header("user-agent");
    return std::string(agent ? agent->substr(0, 1024) : std::string_view{});
}

// A code that nothing but a log-in has.
struct Refused {
    std::string_view code, message;
};
constexpr Refused suspended{"USER_SUSPENDED", "User suspended."}, wrong_code{"INVALID_OTP", "Invalid user OTP."};

http::Response refusal_of(const Refused& refused) {
    const json::value errors{
        {"errors", json::array{json::object{{"message", refused.message},
                                            {"extensions", json::object{{"code", refused.code}}}}}}};
    return {401, {{"Content-Type", "application/json; charset=utf-8"}}, formats::write_json(errors)};
}

// Counted before anything is compared, so that many at once are as many.
void count_attempt(Call& call, const LoginUser& user) {
    const auto allowed = call.project.engine().allowed_login_attempts();
    if (!allowed || call.options.attempts->take(call.project_name + "/" + user.id, *allowed)) return;
    call.project.engine().suspend_user(user.id);
    ops::log(ops::Level::warning, "a user is suspended: too many log-ins failed",
             {{"project", call.project_name}, {"user", user.id}});
    throw suspended;
}

// Nobody learns from an answer, or from how long it takes, whether there is such a user.
LoginUser verified(Call& call, const LoginRequest& login) {
    const auto user = call.project.engine().login_user(login.email);
    const bool known = user && user->provider == "default" && !user->password.empty();
    if (known && user->status == "active") count_attempt(call, *user);
    const bool right = auth::is_password(login.password, known ? user->password : std::string());
    if (!known || !right) throw invalid_credentials();
    if (user->status == "suspended") throw suspended;
    if (user->status != "active") throw invalid_credentials();
    if (!user->tfa_secret.empty() && !auth::is_one_time_code(login.otp, user->tfa_secret, call.options.now()))
        throw wrong_code;
    return *user;
}

http::Response post_login(Call& call) {
    static_cast<void>(secret_of(call));
    const auto login = login_request_of(call);
    LoginUser user;
    try {
        user = verified(call, login);
    } catch (const Refused& refused) { return refusal_of(refused); }
    call.options.attempts->forget(call.project_name + "/" + user.id);
    const SessionStart session{auth::random_token(), user.id,         call.request.remote_ip,
                               agent_of(call),       origin_of(call), end_of(call, login.mode)};
    call.project.engine().start_session(session);
    return with_tokens(call, user, session.token, login.mode);
}

http::Response post_refresh(Call& call) {
    static_cast<void>(secret_of(call));
    const auto session = session_request_of(call);
    if (session.token.empty()) throw invalid_payload("The refresh token is required in either the payload or cookie");
    const auto user = call.project.engine().user_of_session(session.token);
    const auto next = auth::random_token();
    if (!user || !call.project.engine().renew_session(session.token, next, end_of(call, session.mode)))
        throw invalid_credentials();
    return with_tokens(call, *user, next, session.mode);
}

http::Response post_logout(Call& call) {
    static_cast<void>(secret_of(call));
    const auto session = session_request_of(call);
    if (session.token.empty()) throw invalid_payload("The refresh token is required in either the payload or cookie");
    call.project.engine().end_session(session.token);
    auto response = respond(nullptr, {}, call.options.now());
    if (auth::cookie_of(call.request, refresh_cookie))
        response.headers.emplace_back("Set-Cookie", cleared_cookie(refresh_cookie));
    if (auth::session_cookie_of(call.request))
        response.headers.emplace_back("Set-Cookie", cleared_cookie(auth::session_cookie));
    return response;
}

constexpr Endpoint table[] = {
    {"POST", "/auth", "/login", Access::everybody, post_login},
    {"POST", "/auth", "/refresh", Access::everybody, post_refresh},
    {"POST", "/auth", "/logout", Access::everybody, post_logout},
};

} // namespace

std::span<const Endpoint> login_endpoints() { return table; }

} // namespace schemad::api
