// SPDX-License-Identifier: Apache-2.0
// Wraps a handler so that each request leaves one line: method, path WITHOUT its query, status, bytes, milliseconds.
// Light requests (ping) are logged at debug level only: they run on the event loop, which must not wait for a terminal,
// and they are mostly a load balancer's. Refusals under overload are counted and told at most once a second.
#pragma once

#include <memory>

#include "server/http/message.hpp"

namespace schemad::ops {

std::shared_ptr<http::Handler> with_access_log(std::shared_ptr<http::Handler>);

} // namespace schemad::ops
