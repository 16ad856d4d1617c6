// SPDX-License-Identifier: Apache-2.0
// A project whose answers a test decides.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "server/api/app.hpp"
#include "server/api/project_service.hpp"
#include "server/http/later_response.hpp"

namespace schemad::test {

struct FakeProject final : api::ProjectService {
    std::function<void()> before_each; // may throw
    std::vector<boost::json::value> received;
    std::optional<boost::json::value> difference;
    ApplyReport report;
    std::function<void(const ApplyRequest&)> during_apply; // may throw
    std::optional<boost::json::object> settings;
    bool users = true;
    SnapshotScope asked_scope;
    bool forced = false, tried_in_scratch = false;

    std::string directus_version() const override { return "12.4.0"; }
    std::string vendor() const override { return "sqlite"; }
    Project& engine() override { throw std::logic_error("a test that asks the engine needs a project"); }
    void require_version() override {}
    boost::json::value snapshot(const SnapshotScope& scope, boost::json::storage_ptr storage) override {
        step();
        asked_scope = scope;
        return boost::json::value({{"version", 1}}, storage);
    }
    std::shared_ptr<const database::WrittenText> written_snapshot(const Project::Writer& write) override {
        return std::make_shared<const database::WrittenText>(write(snapshot({}, {})));
    }
    DiffAnswer diff(const boost::json::value& uploaded, const DiffRequest& request) override {
        step();
        received.push_back(uploaded);
        forced = request.force;
        DiffAnswer answer{difference};
        if (request.translate) answer.summary = "same=1";
        if (request.report_alone) answer.translation = translation;
        return answer;
    }
    ApplyReport apply(const boost::json::value& payload, const ApplyRequest& request) override {
        step();
        received.push_back(payload);
        forced = request.force, tried_in_scratch = request.try_in_scratch;
        if (during_apply) during_apply(request);
        return report;
    }
    boost::json::object translation{{"summary", {{"same", 1}}}}; // of a translated diff
    PlanAnswer planned;
    PlanAnswer plan(const boost::json::value& payload, const PlanRequest& request) override {
        step();
        received.push_back(payload);
        forced = request.force, tried_in_scratch = request.try_in_scratch;
        return planned;
    }
    std::string recovered, recover_mode, recover_by;
    std::string recover(std::string_view mode, const std::string& by) override {
        step();
        recover_mode = mode;
        recover_by = by;
        return recovered;
    }
    boost::json::object half_done() override {
        step();
        return {{"journals", boost::json::array{}}};
    }
    std::pair<std::size_t, std::size_t> page{0, 0};
    boost::json::value history(std::size_t limit, std::size_t offset) override {
        step();
        page = {limit, offset};
        return {{"chain", "intact"}};
    }
    std::optional<boost::json::value> entry, way_back; // of entry 7; nullopt: there is none
    std::optional<boost::json::value> history_entry(std::int64_t id) override {
        step();
        return id == 7 ? entry : std::nullopt;
    }
    std::optional<boost::json::value> revert(std::int64_t id) override {
        step();
        return id == 7 ? way_back : std::nullopt;
    }
    std::optional<User> user_of_token(std::string_view token, std::string_view) override {
        step();
        if (token == "admin") return User{"1", true};
        if (token == "user") return User{"2", false};
        return std::nullopt;
    }
    std::optional<User> user_of_claims(const auth::JwtClaims&, std::string_view) override { return std::nullopt; }
    std::optional<boost::json::object> settings_row() override {
        step();
        return settings;
    }
    Rights rights_of_user(const std::string& id, std::string_view) override {
        step();
        return {true, id == "1", false};
    }
    std::vector<items::Request> asked_items;
    std::optional<items::Answer> found_items;
    std::optional<items::Answer> items(const items::Request& request) override {
        step();
        asked_items.push_back(request);
        return found_items;
    }
    boost::json::array listed;
    boost::json::array model_list(model::ItemKind) override {
        step();
        return listed;
    }
    std::string away; // why the database's server does not answer; empty: it does
    std::string server() override {
        step();
        if (!away.empty()) throw std::runtime_error(away);
        return "SQLite 3.40.1";
    }
    bool has_users() override { return users; }
    void ping() override { step(); }

private:
    void step() const {
        if (before_each) before_each();
    }
};

struct FakeApp {
    std::shared_ptr<FakeProject> project = std::make_shared<FakeProject>();
    std::shared_ptr<http::Handler> handler;

    explicit FakeApp(api::AppOptions options = {}) {
        options.projects["default"].service = project;
        options.projects["other"].service = project;
        handler = api::make_app(std::move(options));
    }
    http::Response send(std::string method, std::string target, http::Headers headers = {},
                        std::optional<std::string> body = {}) const {
        http::Request request;
        request.method = std::move(method);
        request.path = target.substr(0, target.find('?'));
        if (const auto mark = target.find('?'); mark != std::string::npos) request.query = target.substr(mark + 1);
        request.headers = std::move(headers);
        request.has_body = body.has_value();
        request.body = body.value_or("");
        return http::awaited(handler->handle(request));
    }
    http::Response as_admin(std::string method, std::string target, http::Headers headers = {},
                            std::optional<std::string> body = {}) const {
        headers.emplace_back("Authorization", "Bearer admin");
        return send(std::move(method), std::move(target), std::move(headers), std::move(body));
    }
    http::Response post_json(std::string target, std::string body, std::string type = "application/json") const {
        return as_admin("POST", std::move(target), {{"Content-Type", std::move(type)}}, std::move(body));
    }
};

inline std::optional<std::string> header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return std::nullopt;
}

inline std::string code_of(const http::Response& response) {
    const auto at = response.body.rfind("\"code\":\"");
    if (at == std::string::npos) return {};
    return response.body.substr(at + 8, response.body.find('"', at + 8) - at - 8);
}

} // namespace schemad::test
