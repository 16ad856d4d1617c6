// SPDX-License-Identifier: Apache-2.0
// What the endpoints need of a project. Everything here leads to engine() and does what engine/project.hpp says; it is
// virtual so that a test answers in a project's stead, without a database. An endpoint that needs something else of the
// project asks engine() for it.
//
// Threads: all members may be called from any thread; each may block. Errors: as engine/project.hpp says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "engine/project.hpp"
#include "server/auth/jwt.hpp"

namespace schemad::api {

class ProjectService {
public:
    using Value = boost::json::value;

    virtual ~ProjectService() = default;
    virtual std::string directus_version() const = 0; // as it was seen last, or is stated
    virtual model::VersionTraits traits() const {
        return model::traits_of(model::VersionNumber::of(directus_version()));
    }
    virtual std::string vendor() const = 0;                 // the wire's spelling, "sqlite"
    virtual std::string plugin() const { return vendor(); } // the name of its file, which may be another one
    // Why it can answer nothing, for administrators: it may name paths. Empty: it can.
    virtual std::string why_unavailable() const { return {}; }
    // Throws SERVICE_UNAVAILABLE where there is none.
    virtual Project& engine() = 0;

    virtual Value snapshot(const SnapshotScope& scope, boost::json::storage_ptr storage) {
        return engine().snapshot(scope, std::move(storage));
    }
    virtual std::shared_ptr<const database::WrittenText> written_snapshot(const Project::Writer& write) {
        return engine().written_snapshot(write);
    }
    virtual DiffAnswer diff(const Value& uploaded, const DiffRequest& request) {
        return engine().diff(uploaded, request);
    }
    virtual ApplyReport apply(const Value& payload, const ApplyRequest& request) {
        return engine().apply(payload, request);
    }
    virtual PlanAnswer plan(const Value& payload, const PlanRequest& request) {
        return engine().plan(payload, request);
    }
    virtual std::string recover(std::string_view mode, const std::string& by) { return engine().recover(mode, by); }
    virtual boost::json::object half_done() { return engine().half_done(); }
    virtual Value history(std::size_t limit, std::size_t offset) { return engine().history(limit, offset); }
    virtual std::optional<Value> history_entry(std::int64_t id) { return engine().history_entry(id); }
    virtual std::optional<Value> revert(std::int64_t id) { return engine().revert(id); }
    virtual std::optional<User> user_of_token(std::string_view token, std::string_view client_ip) {
        return engine().user_of_token(token, client_ip);
    }
    // The user a verified token of Directus names; nullopt when it is not active or its session has ended, and for a
    // share, which is nobody who may see a model.
    virtual std::optional<User> user_of_claims(const auth::JwtClaims& claims, std::string_view client_ip) {
        auto& project = engine();
        return claims.user.empty() ? std::nullopt : project.user_by_id(claims.user, claims.session, client_ip);
    }
    virtual Rights rights_of_user(const std::string& id, std::string_view client_ip) {
        return engine().rights_of_user(id, client_ip);
    }
    virtual std::optional<items::Answer> items(const items::Request& request) { return engine().items(request); }
    virtual boost::json::array model_list(model::ItemKind kind) { return engine().model_list(kind); }
    virtual std::optional<boost::json::object> settings_row() { return engine().settings_row(); }
    virtual bool has_users() { return engine().has_users(); }
    virtual void ping() { engine().ping(); }
    virtual std::string server() { return engine().server(); }
    virtual void require_version() { engine().require_version(); }

    // For what keeps house and ends the process; one that is unavailable has nothing to do there.
    virtual void drop_what_is_idle() {}
    virtual void end_reads() noexcept {}
    virtual bool changing() const { return false; }
};

std::shared_ptr<ProjectService> service_of(std::shared_ptr<Project>);
// engine() throws. The reason, what its vendor's plugin lacks for example, is told to administrators alone.
std::shared_ptr<ProjectService> unavailable_project(std::string directus_version, std::string vendor,
                                                    std::string reason);

} // namespace schemad::api
