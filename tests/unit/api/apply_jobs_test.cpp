// SPDX-License-Identifier: Apache-2.0
// Applies that run by themselves: what is answered at once, what the resource says, and who may see it.
#include <future>

#include <boost/test/unit_test.hpp>

#include "engine/error.hpp"
#include "fake_project.hpp"
#include "server/api/apply_events.hpp"
#include "server/api/apply_jobs.hpp"

using namespace schemad;
using namespace schemad::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

const std::string payload = R"({"hash":"h","diff":{}})";

// An app whose applies wait in the middle until they are let go.
struct Held {
    std::shared_ptr<api::ApplyJobs> jobs;
    FakeApp app;
    std::promise<void> begun, release;
    std::shared_future<void> released = release.get_future().share();
    bool let_gone = false;

    explicit Held(std::size_t most = 16, std::size_t kept = 64)
        : jobs(std::make_shared<api::ApplyJobs>(most, kept)), app(options(jobs)) {}
    ~Held() {
        let_go();
        jobs->finish();
    }
    static api::AppOptions options(std::shared_ptr<api::ApplyJobs> jobs) {
        api::AppOptions options;
        options.jobs = std::move(jobs);
        return options;
    }
    void hold() {
        app.project->during_apply = [this, first = true](const ApplyRequest& request) mutable {
            if (!std::exchange(first, false)) return;
            request.entered(ApplyProgress::Phase::running);
            request.progress->reached(3, 7, "posts.title", "add column");
            begun.set_value();
            released.wait();
        };
    }
    void let_go() {
        if (!std::exchange(let_gone, true)) release.set_value();
    }
    http::Response async(std::string target = "/schema/apply", std::string prefer = "respond-async") const {
        return app.as_admin("POST", std::move(target),
                            {{"Content-Type", "application/json"}, {"Prefer", std::move(prefer)}}, payload);
    }
    // The document of an ended job.
    json::object ended(const std::string& location) const {
        const auto job = jobs->find(location.substr(location.rfind('/') + 1), "default");
        BOOST_REQUIRE(job);
        BOOST_REQUIRE(job->wait(30s));
        return state(location);
    }
    json::object state(const std::string& location) const {
        const auto answer = app.as_admin("GET", location);
        BOOST_TEST(answer.status == 200);
        return json::parse(answer.body).at("data").as_object();
    }
};

std::string text(const json::value& value) { return json::serialize(value); }

} // namespace

BOOST_AUTO_TEST_SUITE(apply_jobs)

BOOST_AUTO_TEST_CASE(without_the_preference_nothing_is_other_than_it_was) {
    Held held;
    const auto plain = held.app.post_json("/schema/apply", payload);
    BOOST_TEST(plain.status == 204);
    BOOST_TEST(plain.body.empty());
    BOOST_TEST(!header(plain, "Location"));
    BOOST_TEST(!header(plain, "Preference-Applied"));
    BOOST_TEST(held.async("/schema/apply", "return=minimal, wait=3").status == 204);
}

BOOST_AUTO_TEST_CASE(what_was_done_is_told_to_who_prefers_it) {
    Held held;
    auto& report = held.app.project->report;
    report.left_out = {LeftOut{"posts", "rating", "schema.numeric_scale", "no"}, LeftOut{"pages", {}, {}, "ignored"}};
    report.done = {DoneStep{"posts.old", "drop column", "posts", true}};
    report.steps = 1;
    report.entry = 12;
    const std::string body =
        R"({"data":{"entry":12,"done":[{"entity":"posts.old","action":"drop column","table":"posts","destroys":true}],)"
        R"("left_out":[{"collection":"posts","field":"rating","property":"schema.numeric_scale","reason":"no"},)"
        R"({"collection":"pages","field":null,"property":null,"reason":"ignored"}]}})";
    const auto told = held.async("/schema/apply", "return=representation");
    BOOST_TEST(told.status == 200);
    BOOST_TEST(told.body == body);
    BOOST_TEST(header(told, "Preference-Applied").value() == "return=representation");
    BOOST_TEST(header(told, "Schemad-Left-Out").value() == "2");
    const auto plain = held.app.post_json("/schema/apply", payload);
    BOOST_TEST(plain.status == 204);
    BOOST_TEST(header(plain, "Schemad-Left-Out").value() == "2");
    const auto waited = held.async("/schema/apply", "respond-async, wait=30, return=representation");
    BOOST_TEST(waited.status == 200);
    BOOST_TEST(waited.body == body);
    BOOST_TEST(header(waited, "Preference-Applied").value() == "respond-async, wait=30, return=representation");
    const auto accepted = held.async("/schema/apply", "return=representation, respond-async");
    BOOST_TEST(header(accepted, "Preference-Applied").value() == "respond-async, return=representation");
    const auto result = held.ended(header(accepted, "Location").value()).at("result");
    BOOST_TEST(text(result.at("status")) == "200");
    BOOST_TEST(text(result.at("body")) == body);
    held.app.project->before_each = [] { throw invalid_payload("no"); };
    const auto refused = held.app.as_admin("POST", "/schema/apply", {{"Prefer", "return=representation"}}, payload);
    BOOST_TEST(!header(refused, "Preference-Applied"));
}

BOOST_AUTO_TEST_CASE(it_answers_202_with_where_to_look) {
    Held held;
    held.hold();
    held.app.project->report = ApplyReport{LeftOuts{LeftOut{"posts", "rating", {}, "type"}}, 7, {}};
    const auto answer = held.async("/DEFAULT/../schema/apply");
    BOOST_TEST(answer.status == 404);
    const auto accepted = held.async("/default/Schema/apply/?force");
    BOOST_TEST(accepted.status == 202);
    BOOST_TEST(header(accepted, "Preference-Applied").value() == "respond-async");
    BOOST_TEST(header(accepted, "Retry-After").value() == "1");
    const auto location = header(accepted, "Location").value();
    BOOST_TEST(location.starts_with("/default/Schema/apply/"));
    const auto data = json::parse(accepted.body).at("data");
    BOOST_TEST(location.ends_with('/' + std::string(data.at("id").as_string())));
    BOOST_TEST(data.at("id").as_string().size() >= 32u);

    held.begun.get_future().wait();
    const auto running = held.app.as_admin("GET", location);
    BOOST_TEST(header(running, "Retry-After").value() == "1");
    auto now = held.state(location);
    BOOST_TEST(text(now.at("state")) == "\"running\"");
    BOOST_TEST(text(now.at("phase")) == "\"running\"");
    BOOST_TEST(text(now.at("step")) == "3");
    BOOST_TEST(text(now.at("steps")) == "7");
    BOOST_TEST(text(now.at("entity")) == "\"posts.title\"");
    BOOST_TEST(text(now.at("action")) == "\"add column\"");
    BOOST_TEST(text(now.at("project")) == "\"default\"");
    BOOST_TEST(text(now.at("by")) == "\"1\"");
    BOOST_TEST(now.at("result").is_null());
    BOOST_TEST(now.at("ended").is_null());

    held.let_go();
    now = held.ended(location);
    BOOST_TEST(text(now.at("state")) == "\"done\"");
    BOOST_TEST(text(now.at("result")) == R"({"status":204,"body":null,"left_out":["posts.rating: type"]})");
    BOOST_TEST(now.at("ended").is_string());
    BOOST_TEST(!header(held.app.as_admin("GET", location), "Retry-After"));
    BOOST_TEST(held.app.project->forced);
}

BOOST_AUTO_TEST_CASE(a_failure_is_the_plain_answer_s_envelope) {
    Held held;
    held.app.project->during_apply = [](const ApplyRequest& request) {
        if (request.progress) request.progress->reached(1, 2, "posts.title", "alter column");
        throw RequestError(ErrorCode::contains_null_values, "Field \"title\" contains null values.", {{"count", 2}});
    };
    const auto plain = held.app.post_json("/schema/apply", payload);
    const auto now = held.ended(header(held.async(), "Location").value());
    BOOST_TEST(text(now.at("state")) == "\"failed\"");
    BOOST_TEST(text(now.at("result").at("status")) == std::to_string(plain.status));
    BOOST_TEST(text(now.at("result").at("body")) == plain.body);
    BOOST_TEST(text(now.at("entity")) == "\"posts.title\""); // where it stopped
}

BOOST_AUTO_TEST_CASE(a_bug_keeps_its_id) {
    Held held;
    held.app.project->during_apply = [](const ApplyRequest&) { throw std::runtime_error("secret internals"); };
    const auto location = header(held.async(), "Location").value();
    const auto now = held.ended(location);
    BOOST_TEST(text(now.at("result").at("status")) == "500");
    BOOST_TEST(now.at("result").at("error_id").is_string());
    BOOST_TEST(held.app.as_admin("GET", location).body.find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_the_plain_apply_refuses_first_is_refused_at_once) {
    Held held;
    const http::Headers async{{"Content-Type", "application/json"}, {"Prefer", "respond-async"}};
    BOOST_TEST(held.app.send("POST", "/schema/apply", async, payload).status == 403);
    BOOST_TEST(code_of(held.app.as_admin("POST", "/schema/apply", async, "{")) == "INVALID_PAYLOAD");
    BOOST_TEST(held.async("/schema/apply?export=csv").status == 400);
    BOOST_TEST(held.app.project->received.empty());
}

BOOST_AUTO_TEST_CASE(who_waits_gets_the_plain_answer_if_it_is_there) {
    Held held;
    held.app.project->report = ApplyReport{LeftOuts{LeftOut{"a", {}, {}, "x"}, LeftOut{"b", {}, {}, "x"}}, 1, {}};
    const auto answer = held.async("/schema/apply", "wait=30, respond-async");
    BOOST_TEST(answer.status == 204);
    BOOST_TEST(header(answer, "Schemad-Left-Out").value() == "2");
    BOOST_TEST(header(answer, "Preference-Applied").value() == "respond-async, wait=30");
    BOOST_TEST(!header(answer, "Location"));
    held.hold();
    BOOST_TEST(held.async("/schema/apply", "respond-async, wait=0").status == 202);
}

BOOST_AUTO_TEST_CASE(only_administrators_of_its_project_see_it) {
    Held held;
    const auto location = header(held.async(), "Location").value();
    held.ended(location);
    BOOST_TEST(held.app.send("GET", location).status == 403);
    BOOST_TEST(held.app.send("GET", location, {{"Authorization", "Bearer user"}}).status == 403);
    BOOST_TEST(held.app.as_admin("GET", "/default" + location).status == 200);
    const auto elsewhere = held.app.as_admin("GET", "/other" + location);
    const auto unknown = held.app.as_admin("GET", "/schema/apply/" + std::string(200, 'x'));
    for (const auto& answer : {elsewhere, unknown}) {
        BOOST_TEST(answer.status == 404);
        BOOST_TEST(code_of(answer) == "ROUTE_NOT_FOUND");
        BOOST_TEST(answer.body.find("There is no apply") != std::string::npos);
        BOOST_TEST(answer.body.size() < 300u);
    }
    BOOST_TEST(held.app.as_admin("POST", location).status == 404);
    BOOST_TEST(header(held.app.as_admin("OPTIONS", location), "Allow").value() == "GET,HEAD");
    BOOST_TEST(held.app.as_admin("HEAD", location).status == 200);
}

BOOST_AUTO_TEST_CASE(those_of_a_project_take_turns_and_others_do_not_wait) {
    Held held(3);
    held.hold();
    const auto first = header(held.async(), "Location").value();
    held.begun.get_future().wait();
    const auto second = header(held.async(), "Location").value();
    const auto other = header(held.async("/other/schema/apply"), "Location").value();
    const auto job = held.jobs->find(other.substr(other.rfind('/') + 1), "other");
    BOOST_TEST(job->wait(30s).has_value());
    BOOST_TEST(text(held.state(second).at("state")) == "\"queued\"");
    BOOST_TEST(held.state(second).at("phase").is_null());
    BOOST_TEST(held.async().status == 202); // the place of the one that ended
    const auto full = held.async();
    BOOST_TEST(full.status == 503);
    BOOST_TEST(header(full, "Retry-After").value() == "1");
    held.let_go();
    BOOST_TEST(text(held.ended(first).at("state")) == "\"done\"");
    BOOST_TEST(text(held.ended(second).at("state")) == "\"done\"");
}

BOOST_AUTO_TEST_CASE(the_newest_that_are_over_are_kept) {
    Held held(16, 2);
    std::vector<std::string> locations;
    for (int i = 0; i < 3; ++i) {
        locations.push_back(header(held.async(), "Location").value());
        held.jobs->find(locations.back().substr(14), "default")->wait(30s);
    }
    BOOST_TEST(held.app.as_admin("GET", locations[0]).status == 404);
    BOOST_TEST(held.app.as_admin("GET", locations[1]).status == 200);
    BOOST_TEST(held.app.as_admin("GET", locations[2]).status == 200);
}

BOOST_AUTO_TEST_CASE(stopping_waits_for_what_runs_and_drops_what_has_not_begun) {
    Held held;
    held.hold();
    const auto first = header(held.async(), "Location").value();
    held.begun.get_future().wait();
    const auto second = header(held.async(), "Location").value();
    held.jobs->stop(1h);
    held.jobs->stop(0ms);
    BOOST_TEST(held.async().status == 503);
    auto stopped = std::async(std::launch::async, [&] { held.jobs->finish(); });
    BOOST_TEST((stopped.wait_for(20ms) == std::future_status::timeout));
    held.let_go();
    stopped.get();
    BOOST_TEST(text(held.state(first).at("state")) == "\"done\"");
    const auto dropped = held.state(second);
    BOOST_TEST(text(dropped.at("state")) == "\"failed\"");
    BOOST_TEST(text(dropped.at("result").at("status")) == "503");
    BOOST_TEST(held.app.project->received.size() == 1u);
}

BOOST_AUTO_TEST_CASE(within_the_grace_what_waits_still_runs) {
    Held held;
    held.hold();
    held.async();
    held.begun.get_future().wait();
    const auto second = header(held.async(), "Location").value();
    held.jobs->stop(1h);
    held.let_go();
    held.jobs->finish();
    BOOST_TEST(text(held.state(second).at("state")) == "\"done\"");
}

BOOST_AUTO_TEST_CASE(the_resource_is_a_stream_for_who_asks_for_one) {
    Held held;
    const auto location = header(held.async(), "Location").value();
    held.ended(location);
    const auto answer = held.app.as_admin("GET", location, {{"Accept", "text/event-stream"}});
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(header(answer, "Content-Type").value() == "text/event-stream");
    BOOST_TEST(!header(answer, "ETag"));
    BOOST_REQUIRE(answer.stream);
    bool woken = false;
    answer.stream->open([&] { woken = true; });
    const auto only = answer.stream->next();
    answer.stream->close();
    BOOST_TEST(only.last);
    BOOST_TEST(only.bytes.starts_with("event: done\ndata: {\"id\":"));
    BOOST_TEST(only.bytes.ends_with("}\n\n"));
    BOOST_TEST(!held.app.as_admin("GET", location, {{"Accept", "application/json"}}).stream);
}

BOOST_AUTO_TEST_CASE(events_hold_the_newest_state_alone) {
    const auto job = std::make_shared<api::ApplyJob>("id", "p", "me");
    const auto events = api::events_of(job, 0ms);
    int woken = 0;
    events->open([&] { ++woken; });
    BOOST_TEST(events->next().bytes.find("\"state\":\"queued\"") != std::string::npos);
    job->began();
    for (std::size_t i = 0; i <= 100; ++i) job->reached(i, 100, "a\nb", "add column");
    BOOST_TEST(woken == 102);
    const auto newest = events->next();
    BOOST_TEST(!newest.last);
    BOOST_TEST(newest.bytes.starts_with("event: progress\ndata: {"));
    BOOST_TEST(newest.bytes.find("\"step\":100,\"steps\":100") != std::string::npos);
    BOOST_TEST(std::count(newest.bytes.begin(), newest.bytes.end(), '\n') == 3); // no name breaks an event
    BOOST_TEST(events->next().bytes.starts_with(": "));                          // a heartbeat
    job->ended({{409, {{"Content-Type", "application/json"}}, "{\"errors\":[]}"}, {}});
    const auto last = events->next();
    BOOST_TEST(last.last);
    BOOST_TEST(last.bytes.starts_with("event: failed\n"));
    BOOST_TEST(last.bytes.find(R"("result":{"status":409,"body":{"errors":[]},"left_out":[]})") != std::string::npos);
    const auto before = woken;
    events->close();
    job->entered(ApplyProgress::Phase::recovering);
    BOOST_TEST(woken == before);
    const auto patient = api::events_of(job, 1h);
    patient->open([] {});
    patient->next();
    BOOST_TEST(patient->next().bytes.empty()); // woken for nothing says nothing
    patient->close();
}

BOOST_AUTO_TEST_SUITE_END()
