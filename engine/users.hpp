// SPDX-License-Identifier: Apache-2.0
// Whose static token it is, and whether that user is an administrator. docs/spec/engine-1-http.md 1.4,
// docs/spec/engine-6-apply.md 7.4, 7.5.
#pragma once

#include <optional>
#include <string_view>

#include <schemad/host.hpp>

#include "engine/model/dialect.hpp"
#include "engine/requests.hpp"

namespace schemad {

// nullopt: no active user has this token. Compared exactly and in constant time per candidate: the database's own
// equality may ignore case. Throws VendorError; a database without users table has no users.
std::optional<User> find_user(Connection&, std::string_view token, std::string_view client_ip,
                              const model::Dialect& dialect);

// The same for a user whose verified token of Directus names it. session: a row of directus_sessions that must be
// there, be this user's and not have ended; empty: none is asked for.
std::optional<User> find_user_by_id(Connection&, std::string_view id, std::string_view session,
                                    std::string_view client_ip, const model::Dialect& dialect);

struct Rights { // what policies, or up to 10 the role, give a user: docs/spec/engine-6-apply.md 7.5
    bool app = false, admin = false, enforce_tfa = false;
};
// Of the active user with this id; nothing for anybody else.
Rights find_rights(Connection&, std::string_view id, std::string_view client_ip, const model::Dialect& dialect);

bool has_users(Connection&);

// Whether an address is inside a comma list of addresses, ranges (a-b) and CIDR blocks.
bool ip_matches(std::string_view list, std::string_view address);

} // namespace schemad
