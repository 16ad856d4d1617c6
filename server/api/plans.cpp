// SPDX-License-Identifier: Apache-2.0
#include "server/api/plans.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <boost/json.hpp>

#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/export.hpp"
#include "server/api/request_body.hpp"
#include "server/api/respond.hpp"
#include "server/api/schema_query.hpp"
#include "server/config/units.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours waits{7 * 24}, approval_holds{24}, longest{30 * 24};

// ?valid_for=24h
std::int64_t seconds_in(const json::object& query, std::chrono::hours otherwise) {
    const auto* value = query.if_contains("valid_for");
    if (!value) return std::chrono::seconds(otherwise).count();
    const auto text = value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
    const auto time = config::duration_of(text);
    if (!time || *time < std::chrono::seconds{1} || *time > longest)
        throw invalid_query("\"valid_for\" must be a time from 1s to 720h, as in 90m or 24h");
    return std::chrono::duration_cast<std::chrono::seconds>(*time).count();
}

RequestError no_such_plan(const Call& call) {
    const auto id = call.id.substr(0, 64);
    return {ErrorCode::route_not_found,
            "There is no stored plan \"" + id + "\" of this project, or not any more.",
            {{"id", id}}};
}

// As plans are named; anything else is nobody's plan, and no database is asked.
void require_id(const Call& call) {
    if (call.id.size() != 32 || call.id.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw no_such_plan(call);
}

http::Response store(Call& call, const json::value& payload, const PlanRequest& request) {
    const json::value document(
        call.project.engine().store_plan(payload, request, {call.who.user, seconds_in(call.query, waits)}));
    const std::string id{std::string_view{document.at("id").as_string()}};
    ops::log(ops::Level::info, "stored a plan", {{"project", call.project_name}, {"by", call.who.user}, {"plan", id}});
    auto response = respond(&document, call.query, call.options.now());
    response.status = 201;
    response.headers.emplace_back("Location", plans_beside(call.request.path) + "/" + id);
    return response;
}

http::Response post_plan(Call& call) {
    const bool script = wants_script(call.query), stores = flag_in(call.query, "store");
    if (script && stores) throw invalid_query("\"export\" cannot be sql where the plan is stored");
    const auto payload = read_document(call.request, call.json_body, call.options.documents, call.traits);
    const PlanRequest request{.force = apply_forces(call.query, call.traits),
                              .try_in_scratch = verifies_in_scratch(call.query)};
    if (stores) return store(call, payload, request);
    const auto plan = call.project.plan(payload, request);
    if (script && !plan.script_fault.empty())
        throw invalid_payload("The plan cannot be a script. " + plan.script_fault);
    if (script) return sql_file(plan.script, call.options.now());
    const json::value document(plan.document);
    return respond(&document, call.query, call.options.now());
}

http::Response get_plans(Call& call) {
    const auto plans = call.project.engine().stored_plans();
    return respond(&plans, call.query, call.options.now());
}

http::Response get_plan(Call& call) {
    require_id(call);
    const auto plan = call.project.engine().stored_plan(call.id);
    if (!plan) throw no_such_plan(call);
    return respond(&*plan, call.query, call.options.now());
}

http::Response decide(Call& call, Decision decision, const char* told) {
    require_id(call);
    decision.by = call.who.user;
    const auto plan = call.project.engine().decide(call.id, decision);
    if (!plan) throw no_such_plan(call);
    ops::log(ops::Level::info, told, {{"project", call.project_name}, {"by", call.who.user}, {"plan", call.id}});
    return respond(&*plan, call.query, call.options.now());
}

http::Response approve_plan(Call& call) {
    return decide(call, {.what = Decision::What::approve, .seconds = seconds_in(call.query, approval_holds)},
                  "approved a plan");
}

http::Response withdraw_plan(Call& call) { return decide(call, {.what = Decision::What::withdraw}, "withdrew a plan"); }

using config::Right;

constexpr Endpoint table[] = {
    {.method = "POST",
     .mount = "/schema",
     .path = "/plan",
     .access = Access::administrators,
     .serve = post_plan,
     .ours = true,
     .needs = Right::plan},
    {.method = "GET",
     .mount = "/schema",
     .path = "/plans",
     .access = Access::administrators,
     .serve = get_plans,
     .ours = true},
    {.method = "GET",
     .mount = "/schema",
     .path = "/plans/{id}",
     .access = Access::administrators,
     .serve = get_plan,
     .ours = true},
    {.method = "POST",
     .mount = "/schema",
     .path = "/plans/{id}/approve",
     .access = Access::administrators,
     .serve = approve_plan,
     .ours = true,
     .needs = Right::approve},
    {.method = "DELETE",
     .mount = "/schema",
     .path = "/plans/{id}",
     .access = Access::administrators,
     .serve = withdraw_plan,
     .ours = true,
     .needs = Right::approve},
};

} // namespace

std::span<const Endpoint> plan_endpoints() { return table; }

std::string plans_beside(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    for (int segment = 0; segment < 2; ++segment) path = path.substr(0, std::min(path.rfind('/'), path.size()));
    return std::string{path} + "/schema/plans";
}

} // namespace schemad::api
