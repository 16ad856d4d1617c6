// SPDX-License-Identifier: Apache-2.0
// A body that is made while it is sent, as a stream of events is. The session asks for the next piece when it has sent
// the one before, so that nothing piles up behind a slow reader.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace schemad::http {

class BodyStream {
public:
    struct Piece {
        std::string bytes; // may be empty: nothing to send now
        bool last = false;
    };
    virtual ~BodyStream() = default;

    // Once, on the event loop, unless the client asked for the head alone. `wake` says that there is something new: it
    // may be called from any thread, at any time, as often as wanted, until close() has returned. It does not block.
    virtual void open(std::function<void()> wake) = 0;
    // On the event loop, between open() and close(): must not block. Asked at once, then whenever it was woken or has
    // been silent for `patience`, but not before the last piece is sent and `rest` over.
    virtual Piece next() = 0;
    // On the event loop, once after open(): all is sent, the client is gone, or the server ends.
    virtual void close() noexcept = 0;

    std::chrono::milliseconds rest{50};
    std::chrono::milliseconds patience{15'000};
};

} // namespace schemad::http
