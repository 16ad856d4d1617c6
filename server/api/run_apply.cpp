// SPDX-License-Identifier: Apache-2.0
#include "server/api/run_apply.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "engine/model/left_out_json.hpp"
#include "server/api/apply_events.hpp"
#include "server/api/apply_jobs.hpp"
#include "server/api/call.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/respond.hpp"
#include "server/http/later_response.hpp"
#include "server/ops/log.hpp"

namespace schemad::api {
namespace {

// Nothing left out is told to whoever asks what was done alone: the plain answer is the reference's.
void tell_what_was_left_out(const std::string& project, const ApplyReport& report, bool asked,
                            http::Response& response) {
    if (report.left_out.empty() && !asked) return;
    response.headers.emplace_back("Schemad-Left-Out", std::to_string(report.left_out.size()));
    for (const auto& what : report.left_out)
        ops::log(ops::Level::warning, "left out of an apply", {{"project", project}, {"what", sentence_of(what)}});
}

// docs/http-api.md, "What was done".
boost::json::value told(const ApplyReport& report) {
    boost::json::array done;
    for (const auto& step : report.done) {
        boost::json::object one{
            {"entity", step.entity}, {"action", step.action}, {"table", step.table}, {"destroys", step.destroys}};
        if (!step.along.empty()) one["along"] = step.along;
        done.push_back(std::move(one));
    }
    boost::json::object document{
        {"entry", report.entry ? boost::json::value(*report.entry) : boost::json::value(nullptr)},
        {"done", std::move(done)},
        {"left_out", listed(report.left_out)}};
    if (report.configuration) document["configuration"] = *report.configuration;
    return boost::json::value(std::move(document));
}

http::Response state_of(const ApplyJob& job, std::chrono::system_clock::time_point now) {
    auto view = job.view();
    const bool over = view.over();
    const boost::json::value data(std::move(view.document));
    auto response = respond(&data, {}, now);
    if (!over) response.headers.emplace_back("Retry-After", "1");
    return response;
}

// Where the apply was asked for, with the project's name as it stood there.
std::string location_of(std::string_view path, const std::string& id) {
    if (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path) + '/' + id;
}

} // namespace

ApplyOutcome run_apply(const ApplyOrder& order) {
    auto report = order.service->apply(order.payload, order.request);
    ops::log(ops::Level::info,
             order.request.dry ? "tried an import"
             : order.imports   ? "imported"
                               : "applied a diff",
             {{"project", order.project}, {"by", order.request.by}, {"steps", report.steps}});
    ApplyOutcome outcome;
    boost::json::value document;
    if (order.representation) document = told(report);
    if (order.imports && report.configuration) document = *report.configuration;
    outcome.response = respond(document.is_null() ? nullptr : &document, order.query, order.now());
    tell_what_was_left_out(order.project, report, order.representation, outcome.response);
    outcome.left_out = std::move(report.left_out);
    return outcome;
}

namespace {

// The answer of an apply, when it is over.
class JobAnswer final : public http::LaterResponse {
public:
    explicit JobAnswer(std::shared_ptr<ApplyJob> job) : job_(std::move(job)) {}
    void open(std::function<void()> wake) override { job_->watch(this, std::move(wake)); }
    std::optional<http::Response> answer() override { return job_->wait(std::chrono::milliseconds{0}); }
    http::Response late() override { return accepted(); }
    void close() noexcept override { job_->unwatch(this); }

    std::function<http::Response()> accepted; // when the client waits no longer

private:
    std::shared_ptr<ApplyJob> job_;
};

ApplyJobs::Work work_of(ApplyOrder order, bool told) {
    const auto shared = std::make_shared<ApplyOrder>(std::move(order)); // a std::function copies what it holds
    return [shared, told](ApplyProgress& progress) {
        if (told) shared->request.progress = &progress;
        try {
            return run_apply(*shared);
        } catch (...) {
            return ApplyOutcome{envelope_of(std::current_exception(), shared->project, shared->service->traits()), {}};
        }
    };
}

void tell_preferences(std::string applied, bool representation, http::Response& response) {
    if (representation && response.status < 300)
        applied += (applied.empty() ? "" : ", ") + std::string(return_representation);
    if (!applied.empty()) response.headers.emplace_back("Preference-Applied", applied);
}

constexpr std::string_view too_many = "Too many applies are running or waiting";

} // namespace

http::Response apply_beside(const Call& call, ApplyOrder order) {
    const auto project = order.project, by = order.request.by;
    const bool representation = order.representation;
    const auto job = call.options.jobs->start_now(project, by, work_of(std::move(order), false));
    if (!job) return refusal_envelope(503, too_many);
    http::Response response;
    response.later = std::make_shared<JobAnswer>(job);
    response.later->finishing.emplace_back(
        [representation](http::Response& answered) { tell_preferences({}, representation, answered); });
    return response;
}

http::Response start_apply(const Call& call, const AsyncPreference& preference, ApplyOrder order) {
    const auto project = order.project, by = order.request.by;
    const bool representation = order.representation;
    const auto job = call.options.jobs->start(project, by, work_of(std::move(order), true));
    if (!job) return refusal_envelope(503, too_many);

    std::string applied = "respond-async";
    if (preference.wait) applied += ", wait=" + std::to_string(preference.wait->count());
    const auto accepted = [job, now = call.options.now, location = location_of(call.request.path, job->id)] {
        auto response = state_of(*job, now());
        response.status = 202;
        response.headers.emplace_back("Location", location);
        return response;
    };
    if (!preference.wait) {
        auto response = accepted();
        tell_preferences(applied, representation, response);
        return response;
    }
    const auto later = std::make_shared<JobAnswer>(job);
    later->patience = *preference.wait;
    later->accepted = accepted;
    later->finishing.emplace_back(
        [applied, representation](http::Response& answered) { tell_preferences(applied, representation, answered); });
    http::Response response;
    response.later = later;
    return response;
}

http::Response schema_apply_state(Call& call) {
    const auto job = call.options.jobs->find(call.id, call.project_name);
    if (!job)
        throw RequestError(ErrorCode::route_not_found,
                           "There is no apply \"" + call.id.substr(0, 64) + "\" of this project, or not any more.",
                           {{"id", call.id.substr(0, 64)}});
    http::Response response;
    if (prefers_events(call.request)) {
        response.headers = {{"Cache-Control", "no-cache"},
                            {"Vary", "Origin, Cache-Control"},
                            {"Content-Type", "text/event-stream"},
                            {"X-Accel-Buffering", "no"}}; // a proxy that gathers would hold the events back
        response.stream = events_of(job);
    } else {
        response = state_of(*job, call.options.now());
    }
    response.headers.emplace_back("Vary", "Accept");
    return response;
}

} // namespace schemad::api
