// SPDX-License-Identifier: Apache-2.0
// How the planner refuses: of what is said with every refusal, so that one without collection and field does not
// compile.
#pragma once

#include <string>

#include "engine/error.hpp"
#include "engine/plan/change_set.hpp"

namespace schemad::plan {

// INVALID_PAYLOAD. Where the reason does not name the entity in quotes by itself, its name stands before it.
RequestError refused(const EntityName&, std::string reason);

// Not in this room: it asks for no name.
RequestError invalid_payload(std::string reason) = delete;

} // namespace schemad::plan
