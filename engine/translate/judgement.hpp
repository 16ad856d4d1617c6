// SPDX-License-Identifier: Apache-2.0
// One item as it was stated against what this project would report: what of it is spelled otherwise, and what is lost,
// in words. Source: docs/http-api.md, "translate". Pure; any thread.
#pragma once

#include <vector>

#include "engine/translate/notes.hpp"
#include "engine/translate/report.hpp"

namespace schemad::translate {

struct Grounds {
    const Here& here;
    const Origin& origin;
    const std::vector<Note>& notes; // why something of it was left out
};
// Sets outcome and details of the entity; one that was added stays so, with what else there is to say.
void judge(Entity&, const json::object& stated, const json::object& made, const Grounds&);

} // namespace schemad::translate
