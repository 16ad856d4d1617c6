// SPDX-License-Identifier: Apache-2.0
// Who sends a request. docs/spec/engine-1-http.md 1.3, 1.4, docs/spec/engine-6-apply.md 7.5. Any thread; blocks on the
// project's database.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "engine/error.hpp"
#include "server/api/app.hpp"
#include "server/auth/token_source.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

struct Accountability {
    std::string user; // an id of directus_users, or "token:<name>" of our configuration; empty: the public
    bool admin = false;
    config::Rights rights = config::Rights::all(); // of an administrator
    bool is_public() const noexcept { return user.empty(); }
};

// Throws INVALID_PAYLOAD when the request says it in two ways.
std::optional<auth::PresentedToken> presented_token(const http::Request&, const boost::json::object& query,
                                                    const model::VersionTraits&);

// Throws INVALID_CREDENTIALS, TOKEN_EXPIRED or INVALID_TOKEN, and what the database throws.
Accountability authenticate(const std::optional<auth::PresentedToken>&, const ProjectEntry&, const http::Request&,
                            std::chrono::system_clock::time_point now);

// Takes the session cookie back from the client when `error` refuses the token and the token is the cookie's.
void clear_refused_cookie(const http::Request&, const std::optional<auth::PresentedToken>&, ErrorCode error,
                          http::Response&);

} // namespace schemad::api
