// SPDX-License-Identifier: Apache-2.0
// What would an apply do, and who agrees to it: POST /schema/plan and the stored plans. docs/http-api.md.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "server/api/endpoint.hpp"

namespace schemad::api {

std::span<const Endpoint> plan_endpoints();

// Where the stored plans of a project are found, as the client wrote the path of another resource of two segments:
// "/stage/schema/apply" and "/stage/utils/import" give "/stage/schema/plans". Pure.
std::string plans_beside(std::string_view path);

} // namespace schemad::api
