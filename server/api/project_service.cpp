// SPDX-License-Identifier: Apache-2.0
#include "server/api/project_service.hpp"

#include <utility>

#include "server/api/error_envelope.hpp"

namespace schemad::api {
namespace {

class EngineProject final : public ProjectService {
public:
    explicit EngineProject(std::shared_ptr<Project> project) : project_(std::move(project)) {}
    std::string directus_version() const override { return project_->directus_version(); }
    std::string vendor() const override { return std::string(project_->vendor().vendor_string()); }
    std::string plugin() const override { return std::string(project_->vendor().name()); }
    model::VersionTraits traits() const override { return project_->traits(); }
    Project& engine() override { return *project_; }
    void drop_what_is_idle() override { project_->drop_what_is_idle(); }
    void end_reads() noexcept override { project_->end_reads(); }
    bool changing() const override { return project_->changing(); }

private:
    std::shared_ptr<Project> project_;
};

class UnavailableProject final : public ProjectService {
public:
    UnavailableProject(std::string version, std::string vendor, std::string reason)
        : version_(std::move(version)), vendor_(std::move(vendor)), reason_(std::move(reason)) {}
    std::string directus_version() const override { return version_; }
    std::string vendor() const override { return vendor_; }
    std::string why_unavailable() const override { return reason_; }
    Project& engine() override {
        throw service_unavailable("database", "The plugin of this project's database cannot be used; the log says why");
    }

private:
    std::string version_, vendor_, reason_;
};

} // namespace

std::shared_ptr<ProjectService> service_of(std::shared_ptr<Project> project) {
    return std::make_shared<EngineProject>(std::move(project));
}

std::shared_ptr<ProjectService> unavailable_project(std::string directus_version, std::string vendor,
                                                    std::string reason) {
    return std::make_shared<UnavailableProject>(std::move(directus_version), std::move(vendor), std::move(reason));
}

} // namespace schemad::api
