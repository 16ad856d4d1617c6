// SPDX-License-Identifier: Apache-2.0
// A server by its URL, over libcurl, whose headers stay in http_peer.cpp. HTTPS is verified. Redirects are not
// followed, so that a token goes nowhere but where it was sent; the error names the place. Answers are bounded in bytes
// and time. Errors: PeerError.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "server/client/peer.hpp"

namespace schemad::client {

struct HttpPeerOptions {
    std::string url;     // "https://host:port/path", without user, password, query and fragment
    std::string token;   // sent as Authorization: Bearer; empty: none
    std::string ca_file; // certificates that are believed instead of the system's; empty: the system's
    std::chrono::milliseconds timeout = std::chrono::minutes{10}; // of one request with its answer
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{15};
    std::size_t max_answer_bytes = std::size_t{512} * 1024 * 1024;
};

class HttpPeer final : public Peer {
public:
    explicit HttpPeer(HttpPeerOptions); // throws PeerError for what is no URL of a server
    ~HttpPeer() override;
    http::Response ask(http::Request) override;
    const std::string& name() const noexcept override; // the URL
    // The token would travel unencrypted to another machine.
    bool is_plain_and_far() const noexcept;

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

} // namespace schemad::client
