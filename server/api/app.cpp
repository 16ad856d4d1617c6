// SPDX-License-Identifier: Apache-2.0
#include "server/api/app.hpp"

#include <utility>

#include "engine/database/connection_pool.hpp"
#include "server/api/apply_jobs.hpp"
#include "server/api/authentication.hpp"
#include "server/api/call.hpp"
#include "server/api/cors.hpp"
#include "server/api/error_envelope.hpp"
#include "server/api/json_body.hpp"
#include "server/api/public_info.hpp"
#include "server/api/query.hpp"
#include "server/api/query_validation.hpp"
#include "server/api/respond.hpp"
#include "server/api/router.hpp"
#include "server/api/schema_query.hpp"
#include "server/auth/login_attempts.hpp"
#include "server/auth/token_match.hpp"
#include "server/http/later_response.hpp"

namespace schemad::api {
namespace {

class App final : public http::Handler {
public:
    explicit App(AppOptions options) : options_(std::move(options)) {
        if (!options_.jobs) options_.jobs = std::make_shared<ApplyJobs>();
        if (!options_.attempts) options_.attempts = std::make_shared<auth::LoginAttempts>();
        for (auto& [name, entry] : options_.projects)
            if (!entry.public_info) entry.public_info = std::make_shared<PublicInfo>(entry.service);
    }

    http::Response handle(const http::Request& request) override {
        if (auto answer = cors_preflight(request, options_.cors)) {
            complete(request, *answer);
            return std::move(*answer);
        }
        std::optional<auth::PresentedToken> token;
        http::Response response;
        Asked asked;
        try {
            response = serve(request, token, asked);
        } catch (const RequestError& error) {
            response = envelope_of(std::current_exception(), asked.project, asked.traits);
            clear_refused_cookie(request, token, error.code, response);
        } catch (...) { response = envelope_of(std::current_exception(), asked.project, asked.traits); }
        const auto finish = [this](const http::Request& head, http::Response& answered,
                                   const model::VersionTraits& traits) {
            add_cors(head, options_.cors, answered);
            complete(head, answered, traits);
        };
        if (response.later)
            response.later->finishing.emplace_back([finish, head = head_of(request), traits = asked.traits](
                                                       http::Response& answered) { finish(head, answered, traits); });
        else
            finish(request, response, asked.traits);
        return response;
    }

    bool is_light(const http::Request& request) const noexcept override {
        try {
            if (request.has_body || !request.query.empty()) return false;
            const auto route = route_to(request);
            return is_ping(route);
        } catch (...) { return false; }
    }

    // Of a project, and of those without a token for themselves: they need no database, and wait for nobody who does.
    std::string lane_of(const http::Request& request) const override {
        auto lane = project_of(request);
        if (!lane.empty() && !has_token(request)) lane += "/";
        return lane;
    }

    Sender sender_of(const http::Request& request) const noexcept override {
        try {
            const auto project = options_.projects.find(route_to(request).project);
            if (project == options_.projects.end()) return Sender::anybody;
            const auto token = presented_token(request, parse_query(request.query), project->second.service->traits());
            if (!token || !token->can_match) return Sender::anybody;
            if (const auto* ours = auth::match_token(project->second.tokens, token->text))
                return ours->admin ? Sender::trusted : Sender::anybody;
            return Sender::ask;
        } catch (...) { return Sender::anybody; }
    }

    bool may_send(const http::Request& request) override {
        const auto project = options_.projects.find(route_to(request).project);
        if (project == options_.projects.end()) return false;
        const auto token = presented_token(request, parse_query(request.query), project->second.service->traits());
        return authenticate(token, project->second, request, options_.now()).admin;
    }

    http::Response refusal(int status, std::string_view reason) const override {
        auto response = refusal_envelope(status, reason);
        complete({}, response);
        return response;
    }

private:
    struct Asked { // as far as it is known yet
        std::string_view project;
        model::VersionTraits traits = model::newest_traits();
    };

    // The order is the wire's: which fault is told first depends on it. docs/spec/engine-1-http.md 1.1.
    http::Response serve(const http::Request& request, std::optional<auth::PresentedToken>& token, Asked& asked) const {
        if (!is_known_method(request.method)) throw invalid_payload("unknown method");
        const auto route = route_to(request);
        const auto project = options_.projects.find(route.project);
        if (project != options_.projects.end()) asked = {project->first, project->second.service->traits()};
        JsonBody json_body(request, options_.documents, options_.eager_json_bytes);
        const auto query = parse_query(request.query);
        token = presented_token(request, query, asked.traits);
        if (is_ping(route)) return respond_text("pong");

        if (project == options_.projects.end()) throw route_not_found(request.path);
        const auto who = who_sends(token, project->second, request, route);
        if (who.admin) {
            auto& service = *project->second.service;
            if (const auto why = service.why_unavailable(); !why.empty()) throw service_unavailable("database", why);
            if (route.endpoint && route.endpoint->access == Access::administrators) service.require_version();
            asked.traits = service.traits(); // it may have been looked at just now
        }
        const bool ours = route.endpoint && route.endpoint->ours;
        if (!query.empty() && !(ours && wants_script(query))) validate_item_query(query, asked.traits);
        if (request.method == "OPTIONS" && !route.allow.empty()) return allowed(route.allow);
        if (!route.endpoint) throw route_not_found(request.path);
        if (asked.traits.body_before_rights && route.endpoint->applies) {
            if (json_body.is_json() && json_body.is_empty()) throw invalid_payload("No data was included in the body");
        }
        if (route.endpoint->access == Access::users && who.is_public()) throw invalid_credentials();
        if (!may_use(who, route.endpoint->access, asked.traits)) throw forbidden();

        if (route.endpoint->access == Access::administrators) require_right(who, right_of(*route.endpoint));

        Call call{request,           query,
                  json_body,         who,
                  project->first,    *project->second.service,
                  options_,          route.open.first,
                  route.open.second, asked.traits};
        return route.endpoint->serve(call);
    }

    static bool may_use(const Accountability& who, Access access, const model::VersionTraits& traits) noexcept {
        return access == Access::everybody || access == Access::users || who.admin ||
               (access == Access::with_token && (!who.is_public() || traits.health_for_all));
    }

    // An apply to a database that somebody has locked is refused as one whose lock is not free.
    Accountability who_sends(const std::optional<auth::PresentedToken>& token, const ProjectEntry& project,
                             const http::Request& request, const Route& route) const {
        try {
            return authenticate(token, project, request, options_.now());
        } catch (const NoFreeConnection&) { throw; } catch (const VendorError& error) {
            if (error.status != SCHEMAD_E_BUSY || !route.endpoint || !route.endpoint->applies) throw;
            const std::string reason = "the database is locked";
            throw RequestError(ErrorCode::conflict,
                               "The project is being changed by somebody else. Reason: " + reason + ".",
                               {{"reason", reason}});
        }
    }

    std::string project_of(const http::Request& request) const {
        auto route = route_to(request);
        return options_.projects.contains(route.project) ? std::move(route.project) : std::string();
    }

    static bool has_token(const http::Request& request) {
        try {
            return presented_token(request, parse_query(request.query), model::newest_traits()).has_value();
        } catch (...) { return false; } // it is refused before anybody asks for it
    }

    static http::Request head_of(const http::Request& request) {
        http::Request head;
        head.method = request.method, head.path = request.path, head.query = request.query;
        head.headers = request.headers;
        return head;
    }

    Route route_to(const http::Request& request) const {
        return route_of(
            request.method, request.path, [this](const std::string& name) { return options_.projects.contains(name); },
            project_at_root(request.header("Host").value_or(""), options_.hosts));
    }

    static bool is_ping(const Route& route) noexcept { return route.endpoint && !route.endpoint->serve; }

    static http::Response allowed(const std::string& methods) {
        auto response = respond_text(methods);
        response.headers.insert(response.headers.begin(), {"Allow", methods});
        return response;
    }

    AppOptions options_;
};

} // namespace

void require_right(const Accountability& who, config::Right right) {
    if (who.rights.has(right)) return;
    const std::string name{config::name_of(right)};
    auto refused = forbidden();
    throw RequestError(refused.code, std::string{refused.what()} + " The token has no right to " + name + ".",
                       {{"right", name}});
}

AppOptions app_options_of(const config::Config& config) {
    AppOptions options;
    options.documents = config.documents;
    options.eager_json_bytes = config.json_body_bytes;
    options.jobs = std::make_shared<ApplyJobs>(config.apply_jobs);
    options.cors = config.cors;
    return options;
}

std::shared_ptr<http::Handler> make_app(AppOptions options) { return std::make_shared<App>(std::move(options)); }

} // namespace schemad::api
