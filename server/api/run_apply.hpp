// SPDX-License-Identifier: Apache-2.0
// POST /schema/apply from the engine's call to the answer: in the request itself, or as a job that outlives it.
// Any thread; blocks on the project's database.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "engine/project.hpp"
#include "server/api/apply_job.hpp"
#include "server/api/preferences.hpp"
#include "server/api/project_service.hpp"

namespace schemad::api {

struct Call;

// All that an apply needs once its request is gone.
struct ApplyOrder {
    std::shared_ptr<ProjectService> service;
    std::string project;
    boost::json::value payload;
    ApplyRequest request;
    boost::json::object query;
    std::function<std::chrono::system_clock::time_point()> now;
    bool representation = false; // 200 with what was done, instead of 204
    bool imports = false;        // 200 with what became of its records: POST /utils/import
};

inline constexpr const char* return_representation = "return=representation"; // for Preference-Applied

// Errors: as the engine's.
ApplyOutcome run_apply(const ApplyOrder&);

// On a thread of its own: an apply that waits for a lock holds no worker. 503 when too many of the project do.
http::Response apply_beside(const Call&, ApplyOrder);

// 202 with where to look, the ordinary answer if it is there in the time the client waits, or 503 when too many run.
http::Response start_apply(const Call&, const AsyncPreference&, ApplyOrder);

// GET /schema/apply/{id}: the state as JSON or as events. Errors: RequestError.
http::Response schema_apply_state(Call&);

} // namespace schemad::api
