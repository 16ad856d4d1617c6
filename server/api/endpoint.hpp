// SPDX-License-Identifier: Apache-2.0
// One thing that can be asked over HTTP: its path, who may ask, what answers. A resource's source lists its own
// (`schema_endpoints()`), and an entry there is all that a further one needs; docs/http-api.md lists them for people.
#pragma once

#include <optional>
#include <string_view>

#include "server/config/rights.hpp"
#include "server/http/message.hpp"

namespace schemad::api {

struct Call;

// Others get FORBIDDEN; of `users` INVALID_CREDENTIALS, whatever the version.
enum class Access { everybody, with_token, users, administrators };

struct Endpoint {
    std::string_view method; // GET answers HEAD too
    std::string_view mount;  // "/schema"
    std::string_view path;   // "/snapshot"; "/apply/{id}": one non-empty segment; two at most
    Access access;
    http::Response (*serve)(Call&);       // null: ping, which is answered before anybody asks who sends it
    bool ours = false;                    // not the reference's: its rules for item queries do not hold here
    std::optional<config::Right> needs{}; // of an administrator; none stated: read where it is a GET, else apply
    bool applies = false;                 // a locked database is a conflict with another apply
};

inline config::Right right_of(const Endpoint& endpoint) noexcept {
    return endpoint.needs.value_or(endpoint.method == "GET" ? config::Right::read : config::Right::apply);
}

} // namespace schemad::api
