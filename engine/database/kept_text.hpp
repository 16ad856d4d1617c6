// SPDX-License-Identifier: Apache-2.0
// A text that was made of what the database holds, kept as long as its connections tell that nothing has changed
// (schemad.fingerprint/1): one text, and what each connection said when it was made or found to be the same.
//
// Bounded: texts beyond max_bytes are not kept, nor more connections than max_connections. Thread-safe. Errors: none
// but bad_alloc.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace schemad::database {

struct WrittenText {
    std::string text, digest; // the digest is whatever its writer makes of the text
};

class KeptText {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t max_bytes = 32u << 20, max_connections = 16;

    // connection: its id, which no other one ever has. Null: it says something else than it did, or nothing did it say.
    std::shared_ptr<const WrittenText> find(std::uint64_t connection, std::string_view fingerprint);
    // An equal text that is there already is answered instead: it is held once.
    std::shared_ptr<const WrittenText> keep(std::uint64_t connection, std::string fingerprint, WrittenText);
    void drop_if_idle(Clock::duration since_last_use);

    // Whose turn it is to make a text: a model is held by one at a time. Who waited for so long in vain goes on
    // without.
    using Turn = std::unique_lock<std::timed_mutex>;
    Turn turn_to_make(Clock::duration most) { return Turn(making_, most); }

private:
    std::mutex mutex_;
    std::timed_mutex making_;
    std::shared_ptr<const WrittenText> text_;
    std::map<std::uint64_t, std::string> said_; // of text_, by connection
    Clock::time_point used_{};
};

} // namespace schemad::database
