// SPDX-License-Identifier: Apache-2.0
#include "server/api/import.hpp"

#include <string>
#include <utility>

#include "engine/configuration/planned.hpp"
#include "server/api/call.hpp"
#include "server/api/plans.hpp"
#include "server/api/request_body.hpp"
#include "server/api/run_apply.hpp"
#include "server/api/schema_query.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

http::Response post_import(Call& call) {
    ApplyRequest request;
    request.force = true; // it states no model
    request.confirmed = confirmed_plan(call.query);
    request.may_approve = call.who.rights.has(config::Right::approve);
    request.by = call.who.user;
    request.plans_at = plans_beside(call.request.path);
    request.dry = flag_in(call.query, "dryRun");
    auto batch = read_document(call.request, call.json_body, call.options.documents, call.traits);
    ApplyOrder order{
        call.options.projects.at(call.project_name).service,
        call.project_name,
        configuration::payload_of(configuration_asked(std::move(batch), call.query), call.traits.lists_system_fields),
        std::move(request),
        call.query,
        call.options.now};
    order.imports = true;
    return apply_beside(call, std::move(order));
}

constexpr Endpoint table[] = {
    {.method = "POST",
     .mount = "/utils",
     .path = "/import",
     .access = Access::administrators,
     .serve = post_import,
     .applies = true},
};

} // namespace

json::value configuration_asked(json::value batch, const json::object& query) {
    std::string_view mode = "add";
    if (const auto* stated = query.if_contains("mode")) {
        if (!stated->is_string() || (stated->get_string() != "add" && stated->get_string() != "merge"))
            throw invalid_query("\"mode\" must be one of [\"add\", \"merge\"]");
        mode = stated->get_string();
    }
    const bool deletes = flag_in(query, "dangerouslyAllowDelete");
    if (deletes && mode != "merge")
        throw invalid_query("\"dangerouslyAllowDelete\" can only be used with mode \"merge\"");
    auto* list = batch.if_array();
    if (!list) throw invalid_payload("Validation error: Invalid input: expected array, received another");
    for (auto& value : *list) { // further members of an entry say nothing, as in the reference
        auto* part = value.if_object();
        if (!part) continue;
        json::object known;
        for (const auto* key : {"collection", "items"})
            if (auto* member = part->if_contains(key)) known[key] = std::move(*member);
        value = std::move(known);
    }
    return json::object{{"mode", mode}, {"dangerouslyAllowDelete", deletes}, {"collections", std::move(batch)}};
}

std::span<const Endpoint> import_endpoints() { return table; }

} // namespace schemad::api
