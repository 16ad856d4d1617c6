// SPDX-License-Identifier: Apache-2.0
// GET /vendors: ours, docs/http-api.md. Any thread; it blocks on the project's database. Errors: RequestError.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> vendor_endpoints();

} // namespace schemad::api
