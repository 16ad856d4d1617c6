// SPDX-License-Identifier: Apache-2.0
// An answer that is not there yet: its session waits for it on the event loop and holds no worker meanwhile.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "server/http/message.hpp"

namespace schemad::http {

class LaterResponse {
public:
    virtual ~LaterResponse() = default;
    // Once, on the event loop. `wake` says that answer() has one now: it may be called from any thread, at any time,
    // until close() has returned. It does not block.
    virtual void open(std::function<void()> wake) = 0;
    // On the event loop, between open() and close(): must not block. Nothing: not yet.
    virtual std::optional<Response> answer() = 0;
    // Instead, when `patience` is over.
    virtual Response late() = 0;
    // On the event loop, once after open().
    virtual void close() noexcept = 0;

    std::chrono::milliseconds patience = std::chrono::hours{24 * 365};
    std::vector<std::function<void(Response&)>> finishing; // what is done to it before it is sent, in this order
    Response finished(Response response) const {
        for (const auto& finish : finishing) finish(response);
        return response;
    }
};

// For whoever has no event loop: waits for it. Its body is its own.
Response awaited(Response);

} // namespace schemad::http
