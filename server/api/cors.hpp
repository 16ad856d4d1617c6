// SPDX-License-Identifier: Apache-2.0
// What browsers ask before a page of another host may read answers. docs/spec/engine-1-http.md 1.12. Pure; any thread.
#pragma once

#include <optional>

#include "server/config/cors.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

// The answer to OPTIONS, which nobody else answers where CORS is on; nullopt: it is off, or another method.
std::optional<http::Response> cors_preflight(const http::Request&, const config::Cors&);

// Adds what an answer says of it.
void add_cors(const http::Request&, const config::Cors&, http::Response&);

} // namespace schemad::api
