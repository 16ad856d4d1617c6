// SPDX-License-Identifier: Apache-2.0
// GET /server/specs/oas and /server/specs/graphql: the project's model as descriptions that tools make types of.
// docs/http-api.md, "Specifications". Any thread; blocks on the project's database.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> spec_endpoints();

} // namespace schemad::api
