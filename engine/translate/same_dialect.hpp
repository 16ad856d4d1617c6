// SPDX-License-Identifier: Apache-2.0
// Whether a snapshot is one of this project's own dialect to its last member, so that nothing has to be translated: the
// usual case of a deployment, which costs no copy then. Pure.
#pragma once

#include "engine/translate/here.hpp"
#include "engine/translate/origin.hpp"

namespace schemad::translate {

bool is_spoken_as_here(const json::object& uploaded, const Here&, const Origin&);

} // namespace schemad::translate
