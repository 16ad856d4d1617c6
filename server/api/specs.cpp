// SPDX-License-Identifier: Apache-2.0
#include "server/api/specs.hpp"

#include <string>

#include <boost/json.hpp>

#include "engine/model/items.hpp"
#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/graphql_sdl.hpp"
#include "server/api/model_facts.hpp"
#include "server/api/openapi.hpp"
#include "server/api/respond.hpp"
#include "server/api/router.hpp"

namespace schemad::api {
namespace {

using model::ItemKind;

std::vector<CollectionFacts> facts_of(Call& call) {
    const auto collections = call.project.model_list(ItemKind::collection);
    const auto fields = call.project.model_list(ItemKind::field);
    return model_facts(collections, fields, call.project.model_list(ItemKind::relation));
}

http::Response get_openapi(Call& call) {
    const auto url = call.project_name == "default" ? std::string("/") : "/" + call.project_name;
    return respond_bare(200, "application/json; charset=utf-8",
                        openapi_of(facts_of(call), endpoints(), call.project.directus_version(), url));
}

// A file: clients of Directus read the response themselves where it is neither JSON nor text.
http::Response graphql(Call& call, SdlScope scope) {
    const std::string name = scope == SdlScope::items ? "items" : "system";
    return {200,
            {{"Content-Disposition", "attachment; filename=\"" + name + ".graphql\""},
             {"Content-Type", "application/graphql; charset=utf-8"}},
            graphql_sdl_of(facts_of(call), scope)};
}

http::Response get_graphql(Call& call) {
    if (call.id.empty() || call.id == "items") return graphql(call, SdlScope::items);
    if (call.id == "system") return graphql(call, SdlScope::system);
    throw route_not_found(call.request.path);
}

constexpr Endpoint table[] = {
    {"GET", "/server", "/specs/oas", Access::administrators, get_openapi},
    {"GET", "/server", "/specs/graphql", Access::administrators, get_graphql},
    {"GET", "/server", "/specs/graphql/{scope}", Access::administrators, get_graphql},
};

} // namespace

std::span<const Endpoint> spec_endpoints() { return table; }

} // namespace schemad::api
