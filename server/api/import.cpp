// SPDX-License-Identifier: Apache-2.0
#include "server/api/import.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/configuration/planned.hpp"
#include "server/api/call.hpp"
#include "server/api/request_body.hpp"
#include "server/api/run_apply.hpp"
#include "server/api/schema_query.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

bool flag(const json::object& query, std::string_view name) {
    const auto* value = query.if_contains(name);
    if (!value || !value->is_string()) return false;
    const std::string_view text = value->get_string();
    return text.empty() || text == "true" || text == "1"; // a bare ?dryRun counts
}

// "/shop" of "/shop/utils/import", as the client wrote it.
std::string root_of(std::string_view path) {
    constexpr std::string_view own = "/utils/import";
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path.substr(0, path.size() - std::min(path.size(), own.size())));
}

http::Response post_import(Call& call) {
    ApplyRequest request;
    request.force = true; // it states no model
    request.confirmed = confirmed_plan(call.query);
    request.may_approve = call.who.rights.has(config::Right::approve);
    request.by = call.who.user;
    request.plans_at = root_of(call.request.path) + "/schema/plans";
    request.dry = is_dry_run(call.query);
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

bool is_dry_run(const json::object& query) { return flag(query, "dryRun"); }

json::value configuration_asked(json::value batch, const json::object& query) {
    std::string_view mode = "add";
    if (const auto* stated = query.if_contains("mode")) {
        if (!stated->is_string() || (stated->get_string() != "add" && stated->get_string() != "merge"))
            throw invalid_query("\"mode\" must be one of [\"add\", \"merge\"]");
        mode = stated->get_string();
    }
    const bool deletes = flag(query, "dangerouslyAllowDelete");
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
