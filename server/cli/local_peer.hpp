// SPDX-License-Identifier: Apache-2.0
// A configured project in this process, asked as a server would be: the same endpoints, locks, consent and history, and
// nothing listens. Errors: PeerError; the constructor throws UsageError and what the configuration throws.
#pragma once

#include <memory>
#include <string>

#include "server/client/peer.hpp"
#include "server/config/config.hpp"

namespace schemad::cli {

class LocalPeer final : public client::Peer {
public:
    // by: who does it, for the history.
    LocalPeer(config::Config config, const std::string& project, const std::string& by);
    ~LocalPeer() override;
    http::Response ask(http::Request) override;
    const std::string& name() const noexcept override { return project_; }

private:
    const std::string project_;
    std::string token_; // of this process alone
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace schemad::cli
