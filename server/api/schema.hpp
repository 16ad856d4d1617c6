// SPDX-License-Identifier: Apache-2.0
// GET /schema/snapshot, POST /schema/diff, POST /schema/apply. docs/spec/engine-1-http.md 1.2. POST /schema/plan and
// /schema/recover are ours (docs/http-api.md). Any thread; each blocks on the project's database. Errors: RequestError,
// VendorError.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> schema_endpoints();

} // namespace schemad::api
