// SPDX-License-Identifier: Apache-2.0
// What clients ask beside their work: POST /utils/cache/clear, and directus-sync's question for its extension.
// docs/http-api.md, "Small things that clients ask". Any thread.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> utils_endpoints();

} // namespace schemad::api
