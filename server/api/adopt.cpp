// SPDX-License-Identifier: Apache-2.0
#include "server/api/adopt.hpp"

#include <string>
#include <vector>

#include "engine/error.hpp"
#include "server/api/call.hpp"
#include "server/api/respond.hpp"
#include "server/api/schema_query.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

// `a,b`, or repeated; as includeCollections of a snapshot.
std::vector<std::string> patterns_in(const json::object& query) {
    std::vector<std::string> patterns;
    const auto* value = query.if_contains("tables");
    if (!value) return patterns;
    if (value->is_string()) {
        std::string_view rest = value->get_string();
        for (auto comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
            patterns.emplace_back(rest.substr(0, comma));
            rest.remove_prefix(comma + 1);
        }
        patterns.emplace_back(rest);
        return patterns;
    }
    const auto refuse = [] { return invalid_query("\"tables\" must be a list of patterns"); };
    if (!value->is_array()) throw refuse();
    for (const auto& element : value->get_array()) {
        if (!element.is_string()) throw refuse();
        patterns.emplace_back(element.get_string());
    }
    return patterns;
}

http::Response post_adopt(Call& call) {
    AdoptRequest request;
    request.tables = patterns_in(call.query);
    request.forget = flag_in(call.query, "forget");
    request.aliases = flag_in(call.query, "aliases");
    request.apply = flag_in(call.query, "apply");
    if (request.apply) require_right(call.who, config::Right::apply);
    request.order.by = call.who.user;
    request.order.may_approve = call.who.rights.has(config::Right::approve);
    request.order.confirmed = confirmed_plan(call.query);
    request.order.try_in_scratch = verifies_in_scratch(call.query);
    const auto answer = call.project.engine().adopt(request);
    if (request.apply)
        ops::log(ops::Level::info, request.forget ? "forgot collections" : "adopted tables",
                 {{"project", call.project_name}, {"by", request.order.by}, {"steps", answer.report.steps}});
    const json::value document(answer.document);
    return respond(&document, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {.method = "POST",
     .mount = "/schema",
     .path = "/adopt",
     .access = Access::administrators,
     .serve = post_adopt,
     .ours = true,
     .needs = config::Right::diff,
     .applies = true},
};

} // namespace

std::span<const Endpoint> adopt_endpoints() { return table; }

} // namespace schemad::api
