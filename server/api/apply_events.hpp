// SPDX-License-Identifier: Apache-2.0
// A job as a stream of server-sent events: `progress` with its newest state whenever that changed, a comment when
// nothing does for long, at last `done` or `failed`. Made on any thread, then used by the event loop alone.
#pragma once

#include <memory>

#include "server/api/apply_job.hpp"
#include "server/http/body_stream.hpp"

namespace schemad::api {

std::shared_ptr<http::BodyStream> events_of(std::shared_ptr<ApplyJob>,
                                            std::chrono::milliseconds heartbeat = std::chrono::seconds{15});

} // namespace schemad::api
