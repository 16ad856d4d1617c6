// SPDX-License-Identifier: Apache-2.0
// The rows that a log-in reads and writes: the user by e-mail, its session, when it was seen last, and whether it is
// locked out. docs/http-api.md, "Log in". Passwords and tokens are compared by the caller.
//
// Each statement commits by itself, as in Directus. Errors: VendorError; a database without these tables has no users.
// Threads: as one connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <schemad/host.hpp>

#include "engine/model/dialect.hpp"

namespace schemad {

struct LoginUser {
    std::string id, role, password, tfa_secret, status, provider; // null is empty; not to be logged
};
struct SessionStart {
    std::string token, user, ip, user_agent, origin; // not to be logged
    std::chrono::system_clock::time_point expires;
};

std::optional<LoginUser> find_login_user(Connection&, std::string_view email);
// How many attempts without success lock a user out; nullopt: any number is allowed.
std::optional<std::size_t> allowed_login_attempts(Connection&);
void suspend_user(Connection&, const std::string& id);

// Writes the session, removes those that are over, and says when the user was seen.
void start_session(Connection&, const SessionStart&, const model::Dialect&);
// The active user whose session that is and has not ended; nobody for a share's.
std::optional<LoginUser> user_of_session(Connection&, const std::string& token);
// The session goes on under another token; false: it was not there.
bool renew_session(Connection&, const std::string& token, const std::string& next,
                   std::chrono::system_clock::time_point expires, const model::Dialect&);
void end_session(Connection&, const std::string& token);

} // namespace schemad
