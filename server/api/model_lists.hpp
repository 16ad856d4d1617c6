// SPDX-License-Identifier: Apache-2.0
// GET /collections, /fields and /relations, whole or of one. docs/http-api.md, "The model, piece by piece". Any thread;
// blocks on the project's database.
#pragma once

#include <span>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> model_list_endpoints();

} // namespace schemad::api
