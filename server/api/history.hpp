// SPDX-License-Identifier: Apache-2.0
// GET /schema/history, GET /schema/history/{id}, POST /schema/history/{id}/revert: ours, docs/http-api.md. Any thread;
// each blocks on the project's database. Errors: RequestError, VendorError.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> history_endpoints();

} // namespace schemad::api
