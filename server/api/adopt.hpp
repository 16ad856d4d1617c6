// SPDX-License-Identifier: Apache-2.0
// POST /schema/adopt: tables that are there become collections, or cease to be. Ours; docs/http-api.md. Any thread; it
// blocks on the project's database. Errors: RequestError, VendorError.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> adopt_endpoints();

} // namespace schemad::api
