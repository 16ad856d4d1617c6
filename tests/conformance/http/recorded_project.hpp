// SPDX-License-Identifier: Apache-2.0
// The project behind the recorded transcripts: one snapshot that stays as it is, the real diff and validation of the
// engine, an apply that changes nothing. Tokens: `admin` is an admin, `user` is not, others are nobody's.
#pragma once

#include <stdexcept>

#include <boost/json.hpp>

#include "server/api/project_service.hpp"

namespace schemad::test {

class RecordedProject final : public api::ProjectService {
public:
    explicit RecordedProject(boost::json::value full_snapshot) : full_(std::move(full_snapshot)) {}
    std::string directus_version() const override { return "12.4.1"; }
    void require_version() override {}
    std::string vendor() const override { return "postgres"; }
    Project& engine() override { throw std::logic_error("no transcript asks for this"); }

    boost::json::value snapshot(const SnapshotScope&, boost::json::storage_ptr) override;
    std::shared_ptr<const database::WrittenText> written_snapshot(const Project::Writer& write) override {
        return std::make_shared<const database::WrittenText>(write(snapshot({}, {})));
    }
    DiffAnswer diff(const boost::json::value& uploaded, const DiffRequest&) override;
    ApplyReport apply(const boost::json::value& payload, const ApplyRequest&) override;
    std::optional<User> user_of_token(std::string_view token, std::string_view client_ip) override;
    std::optional<User> user_of_claims(const auth::JwtClaims&, std::string_view) override { return std::nullopt; }
    std::optional<boost::json::object> settings_row() override { return std::nullopt; }
    bool has_users() override { return true; }
    void ping() override {}

private:
    std::string hash() const;
    boost::json::value full_;
};

} // namespace schemad::test
