// SPDX-License-Identifier: Apache-2.0
// The one place that turns what was thrown into an answer. docs/spec/engine-1-http.md 1.11. Any thread.
// The client sees the texts of RequestError and fixed sentences, never a driver's text or SQL; the rest is logged.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/model/version.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

// Service "<service>" is unavailable. <reason>.
RequestError service_unavailable(std::string_view service, std::string_view reason);
RequestError route_not_found(std::string_view path);
RequestError forbidden();
RequestError invalid_credentials();

// traits: of the project; older versions tell the bare reason.
http::Response envelope_of(const RequestError&, const model::VersionTraits& = model::newest_traits());
// VendorError and whatever else is thrown. A bug is logged with an id that the header Schemad-Error-Id repeats.
// project: whose it is, for the log; empty: none was found yet.
http::Response envelope_of(std::exception_ptr, std::string_view project = {},
                           const model::VersionTraits& = model::newest_traits());
// What the HTTP layer refuses itself: 400, 408, 413, 431, and 503 with Retry-After.
http::Response refusal_envelope(int status, std::string_view reason);

} // namespace schemad::api
