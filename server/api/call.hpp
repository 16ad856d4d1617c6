// SPDX-License-Identifier: Apache-2.0
// One request on its way through the endpoints: everything a handler may use. Lives on the worker's stack.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "server/api/app.hpp"
#include "server/api/authentication.hpp"
#include "server/api/json_body.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

struct Call {
    const http::Request& request;
    const boost::json::object& query;
    JsonBody& json_body;
    const Accountability& who;
    const std::string& project_name;
    ProjectService& project;
    const AppOptions& options;
    const std::string& id; // the path's segment that its endpoint leaves open, and a second such
    const std::string& second_id;
    const model::VersionTraits& traits;
};

// Of an administrator whose token does not have all of them. Throws FORBIDDEN that names the right.
void require_right(const Accountability&, config::Right);

} // namespace schemad::api
