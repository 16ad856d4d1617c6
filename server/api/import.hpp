// SPDX-License-Identifier: Apache-2.0
// POST /utils/import: records of configuration. docs/spec/configuration.md 1, docs/http-api.md. Any thread.
#pragma once

#include <span>

#include <boost/json.hpp>

#include "server/api/endpoint.hpp"

namespace schemad::api {

// What an import asks for, as an apply's `configuration` states it: {mode, dangerouslyAllowDelete, collections}.
// batch: the body. Errors: RequestError INVALID_QUERY, INVALID_PAYLOAD.
boost::json::value configuration_asked(boost::json::value batch, const boost::json::object& query);

std::span<const Endpoint> import_endpoints();

} // namespace schemad::api
