// SPDX-License-Identifier: Apache-2.0
#include "server/api/utils.hpp"

#include "server/api/call.hpp"
#include "server/api/respond.hpp"

namespace schemad::api {
namespace {

// What schemad keeps is compared with the database at each use, so nothing stale can be told and there is nothing to
// clear. Of a body nobody takes notice; the answer has no type, at which directus-sync's SDK would parse nothing.
http::Response clear_cache(Call& call) { return respond(nullptr, {}, call.options.now()); }

// directus-sync keeps ids of configuration records with the help of an extension, and asks first whether it is there:
// it takes this very answer for yes. Records are not among what it may ask for here, and are refused by their routes.
http::Response directus_sync_is_there(Call&) {
    return {404, {{"Content-Type", "application/json; charset=utf-8"}}, R"({"message":"No id map found"})"};
}

constexpr Endpoint table[] = {
    {.method = "POST",
     .mount = "/utils",
     .path = "/cache/clear",
     .access = Access::administrators,
     .serve = clear_cache,
     .needs = config::Right::read}, // it changes nothing
    {"GET", "/directus-extension-sync", "/table/__ping_test__/sync_id/__ping_test__", Access::administrators,
     directus_sync_is_there},
};

} // namespace

std::span<const Endpoint> utils_endpoints() { return table; }

} // namespace schemad::api
