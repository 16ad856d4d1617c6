// SPDX-License-Identifier: Apache-2.0
// GET /server/ping, /server/info and /server/health. docs/spec/engine-1-http.md 1.13. Any thread; the last two block on
// the project's database.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> server_endpoints();

} // namespace schemad::api
