// SPDX-License-Identifier: Apache-2.0
// What this very database cannot hold of a model, as the plan itself would find it: taken out of the model before it is
// compared, and noted. Errors: VendorError of a plugin that fails; what makes the whole impossible is the apply's to
// say.
#pragma once

#include "engine/translate/here.hpp"
#include "engine/translate/notes.hpp"

namespace schemad::translate {

// Whether the plan would leave out nothing of it.
bool holds_all(const json::object& model, const Here&, DiffMode);

// made: the model in this project's dialect.
void take_out_unheld(json::object& made, const Here&, DiffMode, Notes&);

} // namespace schemad::translate
