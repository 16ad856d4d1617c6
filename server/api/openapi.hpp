// SPDX-License-Identifier: Apache-2.0
// An OpenAPI 3.0 document: the paths that schemad answers, and the items of a project's collections as schemas, from
// which clients generate types. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "server/api/endpoint.hpp"
#include "server/api/model_facts.hpp"

namespace schemad::api {

boost::json::object openapi_of(const std::vector<CollectionFacts>&, std::span<const std::span<const Endpoint>>,
                               const std::string& directus_version, const std::string& server_url);

} // namespace schemad::api
