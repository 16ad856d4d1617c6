// SPDX-License-Identifier: Apache-2.0
// Whoever answers the requests of Directus's wire: a server somewhere, or a project in this process. One thread at a
// time. Errors: PeerError when there is no answer; an answer that says no is an answer.
#pragma once

#include <stdexcept>
#include <string>

#include "server/http/message.hpp"

namespace schemad::client {

class PeerError : public std::runtime_error { // why, without a secret; for people
public:
    using std::runtime_error::runtime_error;
};

class Peer {
public:
    Peer() = default;
    virtual ~Peer() = default;
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    // The request's path begins behind the project's: "/schema/snapshot". Who asks is the peer's to say.
    virtual http::Response ask(http::Request) = 0;
    virtual const std::string& name() const noexcept = 0; // for people
};

} // namespace schemad::client
