// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "server/api/error_envelope.hpp"
#include "server/api/project_service.hpp"

namespace schemad::api {
namespace {

class UnavailableProject final : public ProjectService {
public:
    UnavailableProject(std::string version, std::string vendor, std::string reason)
        : version_(std::move(version)), vendor_(std::move(vendor)), reason_(std::move(reason)) {}
    std::string directus_version() const override { return version_; }
    std::string vendor() const override { return vendor_; }

    boost::json::value snapshot(const SnapshotScope&, boost::json::storage_ptr) override { refuse(); }
    std::optional<boost::json::value> diff(const boost::json::value&, DiffMode, bool) override { refuse(); }
    ApplyReport apply(const boost::json::value&, const ApplyRequest&) override { refuse(); }
    PlanAnswer plan(const boost::json::value&, const PlanRequest&) override { refuse(); }
    std::string recover(std::string_view, const std::string&) override { refuse(); }
    boost::json::object half_done() override { refuse(); }
    boost::json::value history(std::size_t, std::size_t) override { refuse(); }
    std::optional<boost::json::value> history_entry(std::int64_t) override { refuse(); }
    std::optional<boost::json::value> revert(std::int64_t) override { refuse(); }
    std::optional<User> user_of_token(std::string_view, std::string_view) override { refuse(); }
    std::optional<User> user_of_claims(const auth::JwtClaims&, std::string_view) override { refuse(); }
    std::optional<boost::json::object> settings_row() override { refuse(); }
    bool has_users() override { refuse(); }
    void ping() override { refuse(); }
    std::string why_unavailable() const override { return reason_; }

private:
    [[noreturn]] static void refuse() {
        throw service_unavailable("database", "The plugin of this project's database cannot be used; the log says why");
    }

    std::string version_, vendor_, reason_;
};

} // namespace

std::shared_ptr<ProjectService> unavailable_project(std::string directus_version, std::string vendor,
                                                    std::string reason) {
    return std::make_shared<UnavailableProject>(std::move(directus_version), std::move(vendor), std::move(reason));
}

} // namespace schemad::api
