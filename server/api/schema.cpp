// SPDX-License-Identifier: Apache-2.0
#include "server/api/schema.hpp"

#include <string>

#include <boost/json.hpp>

#include "engine/use_cases/translate.hpp"

#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/export.hpp"
#include "server/api/plans.hpp"
#include "server/api/request_body.hpp"
#include "server/api/respond.hpp"
#include "server/api/run_apply.hpp"
#include "server/api/schema_query.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

namespace json = boost::json;

ApplyRequest apply_request_of(const Call& call) {
    ApplyRequest request;
    request.force = apply_forces(call.query, call.traits);
    request.confirmed = confirmed_plan(call.query);
    request.by = call.who.user;
    request.may_approve = call.who.rights.has(config::Right::approve);
    request.plans_at = plans_beside(call.request.path);
    request.try_in_scratch = verifies_in_scratch(call.query);
    return request;
}

// How much of a translated model is as it was stated.
http::Response with_translation(http::Response response, const std::string& summary) {
    if (!summary.empty()) response.headers.emplace_back("Schemad-Translation", summary);
    return response;
}

bool wants_report(const json::object& query) {
    const auto* format = query.if_contains("export");
    return format && format->is_string() && format->get_string() == "report";
}

std::shared_ptr<const Vendor> vendor_named(const Call& call, const std::string& name) {
    try {
        if (call.options.vendor_of) return call.options.vendor_of(name);
    } catch (const std::exception& error) {
        ops::log(ops::Level::warning, "no plugin to speak as", {{"vendor", name}, {"reason", error.what()}});
    }
    throw invalid_query("\"as\": there is no plugin for the vendor \"" + name + "\" here");
}

// ?as=10.13.4/postgres
http::Response snapshot_as(Call& call, const SnapshotScope& scope, const DialectName& name) {
    const auto vendor = vendor_named(call, name.vendor);
    const model::Dialect dialect(name.version, std::string{vendor->vendor_string()});
    json::value whole = call.project.snapshot(scope, json::make_shared_resource<json::monotonic_resource>());
    const auto own = call.project.vendor();
    const model::VendorNames vendors([&](std::string_view name_there) { return name_there == own; });
    auto made = use_cases::in_dialect(whole, dialect, *vendor, whole.storage(), vendors);
    const json::value data(wants_report(call.query) ? json::value(made.report.document()) : std::move(*made.snapshot));
    auto query = call.query;
    if (wants_report(call.query)) query.erase("export");
    return with_translation(respond(&data, query, call.options.now()), made.report.summary());
}

http::Response get_snapshot(Call& call) {
    const auto scope = scope_of(call.query, call.traits);
    if (const auto as = dialect_of(call.query, call.project.directus_version(), call.project.vendor()))
        return snapshot_as(call, scope, *as);
    if (scope.kind == SnapshotScope::Kind::everything && !wants_file(call.query))
        return respond_written(call.project.written_snapshot([](const json::value& snapshot) {
            database::WrittenText written{json_answer(snapshot), {}};
            written.digest = weak_etag(written.text);
            return written;
        }));
    const auto snapshot = call.project.snapshot(scope, json::make_shared_resource<json::monotonic_resource>());
    return respond(&snapshot, call.query, call.options.now());
}

http::Response post_diff(Call& call) {
    if (wants_plan(call.query)) require_right(call.who, config::Right::plan);
    const auto uploaded = read_document(call.request, call.json_body, call.options.documents, call.traits);
    auto request = diff_query_of(call.query, call.traits);
    request.report_alone = request.translate && wants_file(call.query);
    auto made = call.project.diff(uploaded, request);
    if (made.translation) {
        const json::value report(std::move(*made.translation));
        return with_translation(respond(&report, call.query, call.options.now()), made.summary);
    }
    auto& diff = made.diff;
    // the diff was made this moment: its hash is not asked again
    if (diff && wants_plan(call.query))
        diff->as_object()["plan"] =
            call.project.plan(*diff, {.force = true, .try_in_scratch = verifies_in_scratch(call.query)}).document;
    return with_translation(respond(diff ? &*diff : nullptr, call.query, call.options.now()), made.summary);
}

http::Response post_apply(Call& call) {
    // an answer that cannot be written is refused before anything changes
    const auto* format = call.query.if_contains("export");
    if (format && format->is_string() && format->get_string().starts_with("csv"))
        throw invalid_query("\"export\" cannot be csv: an apply answers no data");
    ApplyOrder order{
        call.options.projects.at(call.project_name).service,
        call.project_name,
        read_document(call.request, call.json_body, call.options.documents, call.traits, Nothing::is_checked_later),
        apply_request_of(call),
        call.query,
        call.options.now,
        prefers_representation(call.request)};
    if (const auto async = async_preference(call.request)) return start_apply(call, *async, std::move(order));
    return apply_beside(call, std::move(order));
}

http::Response get_recover(Call& call) {
    const json::value state(call.project.half_done());
    return respond(&state, call.query, call.options.now());
}

http::Response post_recover(Call& call) {
    const auto mode = recover_mode_of(call.query);
    const auto settled = call.project.recover(mode, call.who.user);
    if (settled.empty()) return respond(nullptr, call.query, call.options.now());
    const json::value told{{"settled", settled}};
    return respond(&told, call.query, call.options.now());
}

constexpr Endpoint table[] = {
    {"GET", "/schema", "/snapshot", Access::administrators, get_snapshot},
    {.method = "POST",
     .mount = "/schema",
     .path = "/diff",
     .access = Access::administrators,
     .serve = post_diff,
     .needs = config::Right::diff},
    {.method = "POST",
     .mount = "/schema",
     .path = "/apply",
     .access = Access::administrators,
     .serve = post_apply,
     .applies = true},
    {"GET", "/schema", "/apply/{id}", Access::administrators, schema_apply_state, true},
    {"POST", "/schema", "/recover", Access::administrators, post_recover, true},
    {"GET", "/schema", "/recover", Access::administrators, get_recover, true},
};

} // namespace

std::span<const Endpoint> schema_endpoints() { return table; }

} // namespace schemad::api
