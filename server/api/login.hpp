// SPDX-License-Identifier: Apache-2.0
// POST /auth/login, /auth/refresh and /auth/logout, for the users of the project's own directus_users.
// docs/http-api.md, "Log in". Any thread; blocks on the project's database and on the hash of a password.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> login_endpoints();

} // namespace schemad::api
