// SPDX-License-Identifier: Apache-2.0
// What a client would rather have: `Prefer` (RFC 7240) and the part of `Accept` that chooses between a document and a
// stream of events. Pure; any thread; what is malformed or unknown counts as not said.
#pragma once

#include <chrono>
#include <optional>

#include "server/http/message.hpp"

namespace schemad::api {

struct AsyncPreference {
    std::optional<std::chrono::seconds> wait; // for the ordinary answer before 202; no more than most_wait
};
inline constexpr std::chrono::seconds most_wait{30}; // it keeps a worker

// `Prefer: respond-async`, alone or with `wait=<seconds>`; nullopt: the ordinary answer is waited for.
std::optional<AsyncPreference> async_preference(const http::Request&);

// `Prefer: return=representation`: what was done is to be told, not just that.
bool prefers_representation(const http::Request&);

// `Accept` names text/event-stream and does not prefer JSON to it.
bool prefers_events(const http::Request&);

} // namespace schemad::api
