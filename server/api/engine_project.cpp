// SPDX-License-Identifier: Apache-2.0
#include "server/api/project_service.hpp"

#include <utility>

namespace schemad::api {
namespace {

class EngineProject final : public ProjectService {
public:
    explicit EngineProject(std::shared_ptr<Project> project) : project_(std::move(project)) {}
    std::string directus_version() const override { return project_->options().directus_version; }
    std::string vendor() const override { return std::string(project_->vendor().vendor_string()); }

    boost::json::value snapshot(const SnapshotScope& scope, boost::json::storage_ptr storage) override {
        return project_->snapshot(scope, std::move(storage));
    }
    std::shared_ptr<const database::WrittenText> written_snapshot(const Project::Writer& write) override {
        return project_->written_snapshot(write);
    }
    void drop_what_is_idle() override { project_->drop_what_is_idle(); }
    std::optional<boost::json::value> diff(const boost::json::value& uploaded, DiffMode mode, bool force) override {
        return project_->diff(uploaded, mode, force);
    }
    ApplyReport apply(const boost::json::value& payload, const ApplyRequest& request) override {
        return project_->apply(payload, request);
    }
    PlanAnswer plan(const boost::json::value& payload, const PlanRequest& request) override {
        return project_->plan(payload, request);
    }
    std::string recover(std::string_view mode, const std::string& by) override { return project_->recover(mode, by); }
    boost::json::object half_done() override { return project_->half_done(); }
    boost::json::value history(std::size_t limit, std::size_t offset) override {
        return project_->history(limit, offset);
    }
    std::optional<boost::json::value> history_entry(std::int64_t id) override { return project_->history_entry(id); }
    std::optional<boost::json::value> revert(std::int64_t id) override { return project_->revert(id); }
    std::optional<User> user_of_token(std::string_view token, std::string_view client_ip) override {
        return project_->user_of_token(token, client_ip);
    }
    std::optional<User> user_of_claims(const auth::JwtClaims& claims, std::string_view client_ip) override {
        if (claims.user.empty()) return std::nullopt; // a share is nobody who may see a model
        return project_->user_by_id(claims.user, claims.session, client_ip);
    }
    std::optional<boost::json::object> settings_row() override { return project_->settings_row(); }
    bool has_users() override { return project_->has_users(); }
    void ping() override { project_->ping(); }
    void end_reads() noexcept override { project_->end_reads(); }
    bool changing() const override { return project_->changing(); }

private:
    std::shared_ptr<Project> project_;
};

} // namespace

std::shared_ptr<ProjectService> service_of(std::shared_ptr<Project> project) {
    return std::make_shared<EngineProject>(std::move(project));
}

} // namespace schemad::api
