// SPDX-License-Identifier: Apache-2.0
// GET /server/info and /server/health. docs/spec/engine-1-http.md 1.13. Any thread; both block on the project's
// database.
#pragma once

#include "server/http/message.hpp"

namespace schemad::api {

struct Call;

http::Response server_info(Call&);
http::Response server_health(Call&);

} // namespace schemad::api
