// SPDX-License-Identifier: Apache-2.0
#include "server/api/system_items.hpp"

#include <array>
#include <string>
#include <utility>

#include <boost/json.hpp>

#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/item_query.hpp"
#include "server/api/respond.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

items::Answer read(Call& call, const items::Request& request) {
    auto answer = call.project.items(request);
    if (!answer) refuse_missing_table(call.request.path, request.collection);
    return std::move(*answer);
}

http::Response list_of(Call& call, std::string_view collection) {
    const auto answer = read(call, {std::string(collection), item_query_of(call.query)});
    const json::value rows(answer.rows);
    if (wants_file(call.query)) return respond(&rows, call.query, call.options.now());
    json::object meta;
    if (answer.total_count) meta["total_count"] = *answer.total_count;
    if (answer.filter_count) meta["filter_count"] = *answer.filter_count;
    return meta.empty() ? respond(&rows, call.query, call.options.now()) : respond_with_meta(rows, meta);
}

http::Response item_of(Call& call, std::string_view collection) {
    const auto answer = read(call, {std::string(collection), item_query_of(call.query), call.id});
    if (answer.rows.empty()) throw forbidden(); // as the reference: nobody is told whether it is there
    return respond(&answer.rows.front(), call.query, call.options.now());
}

// A row, of which there is one at most.
http::Response get_settings(Call& call) {
    auto query = item_query_of(call.query);
    query.limit = 1;
    const auto answer = read(call, {"directus_settings", std::move(query)});
    const json::value none(nullptr);
    return respond(answer.rows.empty() ? &none : &answer.rows.front(), call.query, call.options.now());
}

struct Resource {
    std::string_view mount, collection;
};
constexpr std::array<Resource, 12> resources{{{"/access", "directus_access"},
                                              {"/dashboards", "directus_dashboards"},
                                              {"/flows", "directus_flows"},
                                              {"/folders", "directus_folders"},
                                              {"/operations", "directus_operations"},
                                              {"/panels", "directus_panels"},
                                              {"/permissions", "directus_permissions"},
                                              {"/policies", "directus_policies"},
                                              {"/presets", "directus_presets"},
                                              {"/roles", "directus_roles"},
                                              {"/translations", "directus_translations"},
                                              {"/users", "directus_users"}}};

template <std::size_t n> http::Response get_list(Call& call) { return list_of(call, resources[n].collection); }
template <std::size_t n> http::Response get_item(Call& call) { return item_of(call, resources[n].collection); }

template <std::size_t... n> constexpr auto table_of(std::index_sequence<n...>) {
    return std::array<Endpoint, 2 * sizeof...(n) + 1>{
        Endpoint{"GET", resources[n].mount, "", Access::administrators, get_list<n>}...,
        Endpoint{"GET", resources[n].mount, "/{id}", Access::administrators, get_item<n>}...,
        Endpoint{"GET", "/settings", "", Access::administrators, get_settings}};
}
constexpr auto table = table_of(std::make_index_sequence<resources.size()>());

} // namespace

std::span<const Endpoint> system_item_endpoints() { return table; }

void refuse_missing_table(std::string_view path, std::string_view table_name) {
    const auto reason = "the project's database has no table " + std::string(table_name);
    throw RequestError(ErrorCode::route_not_found, "Route " + std::string(path) + " doesn't exist: " + reason + ".",
                       {{"path", path}, {"reason", reason}});
}

} // namespace schemad::api
