// SPDX-License-Identifier: Apache-2.0
// Who sends a request: GET /users/me, and from 11.0 on GET /policies/me/globals. docs/http-api.md, "Who one is". Any
// thread; blocks on the project's database.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> me_endpoints();

} // namespace schemad::api
