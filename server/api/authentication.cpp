// SPDX-License-Identifier: Apache-2.0
#include "server/api/authentication.hpp"

#include <string_view>
#include <vector>

#include "server/api/error_envelope.hpp"
#include "server/auth/jwt.hpp"
#include "server/auth/token_match.hpp"

namespace schemad::api {

std::optional<auth::PresentedToken> presented_token(const http::Request& request, const boost::json::object& query,
                                                    const model::VersionTraits& traits) {
    std::vector<std::string> values;
    const auto* value = query.if_contains("access_token");
    if (value && value->is_string()) values.emplace_back(value->get_string());
    return auth::find_token(request, values, value && !value->is_string(), traits);
}

Accountability authenticate(const std::optional<auth::PresentedToken>& token, const ProjectEntry& project,
                            const http::Request& request, std::chrono::system_clock::time_point now) {
    if (!token) return {};
    if (!token->can_match) throw invalid_credentials();
    // Ours first: they work while the database is away.
    if (const auto* ours = auth::match_token(project.tokens, token->text))
        return {"token:" + ours->name, ours->admin, ours->rights};
    std::optional<User> user;
    if (auth::is_directus_jwt(token->text))
        user = project.service->user_of_claims(auth::verify_jwt(token->text, project.secret, now), request.remote_ip);
    else
        user = project.service->user_of_token(token->text, request.remote_ip);
    if (!user) throw invalid_credentials();
    return {.user = user->id, .admin = user->admin};
}

void clear_refused_cookie(const http::Request& request, const std::optional<auth::PresentedToken>& token,
                          ErrorCode error, http::Response& response) {
    const bool refused = error == ErrorCode::invalid_credentials || error == ErrorCode::token_expired ||
                         error == ErrorCode::invalid_token;
    if (!refused || !token || auth::session_cookie_of(request) != token->text) return;
    response.headers.emplace_back("Set-Cookie", std::string(auth::session_cookie) +
                                                    "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; "
                                                    "SameSite=Lax");
}

} // namespace schemad::api
