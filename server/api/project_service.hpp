// SPDX-License-Identifier: Apache-2.0
// What the endpoints need of a project: the engine's facade as an interface, so that they are tested without a database
// and so that a project whose vendor could not be loaded still has an answer.
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
    virtual ~ProjectService() = default;
    virtual std::string directus_version() const = 0;
    virtual std::string vendor() const = 0; // the wire's spelling, "sqlite"

    virtual boost::json::value snapshot(const SnapshotScope&, boost::json::storage_ptr) = 0;
    virtual std::shared_ptr<const database::WrittenText> written_snapshot(const Project::Writer& write) {
        return std::make_shared<const database::WrittenText>(write(snapshot({}, {})));
    }
    virtual void drop_what_is_idle() {}
    virtual std::optional<boost::json::value> diff(const boost::json::value& uploaded, DiffMode, bool force) = 0;
    virtual ApplyReport apply(const boost::json::value& payload, const ApplyRequest&) = 0;
    virtual PlanAnswer plan(const boost::json::value& payload, const PlanRequest&) = 0;
    virtual std::string recover(std::string_view mode, const std::string& by) = 0; // Project::recover, ...
    virtual boost::json::object half_done() = 0;
    virtual boost::json::value history(std::size_t limit, std::size_t offset) = 0; // Project::history, ...
    virtual std::optional<boost::json::value> history_entry(std::int64_t id) = 0;
    virtual std::optional<boost::json::value> revert(std::int64_t id) = 0;
    virtual std::optional<User> user_of_token(std::string_view token, std::string_view client_ip) = 0;
    // The user a verified token of Directus names; nullopt when it is not active or its session has ended.
    virtual std::optional<User> user_of_claims(const auth::JwtClaims&, std::string_view client_ip) = 0;
    virtual std::optional<boost::json::object> settings_row() = 0;
    virtual bool has_users() = 0;
    virtual void ping() = 0;
    // Why it can answer nothing, for administrators: it may name paths. Empty: it can.
    virtual std::string why_unavailable() const { return {}; }
    // For the end of the process: Project::end_reads, Project::changing.
    virtual void end_reads() noexcept {}
    virtual bool changing() const { return false; }
};

std::shared_ptr<ProjectService> service_of(std::shared_ptr<Project>);
// Every call throws SERVICE_UNAVAILABLE. The reason, what its vendor's plugin lacks for example, is told to
// administrators alone.
std::shared_ptr<ProjectService> unavailable_project(std::string directus_version, std::string vendor,
                                                    std::string reason);

} // namespace schemad::api
