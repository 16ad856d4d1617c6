// SPDX-License-Identifier: Apache-2.0
// What this very database cannot hold of a model, as the plan itself would find it: taken out of the model before it is
// compared, and noted. Errors: VendorError of a plugin that fails; what makes the whole impossible is the apply's to
// say.
#pragma once

#include <optional>

#include "engine/translate/here.hpp"
#include "engine/translate/notes.hpp"

namespace schemad::translate {

// A model against what is there: what differs, and what of that the plan would leave out.
struct Looked {
    std::optional<json::object> difference; // as snapshot_diff() answers it; in the storage
    LeftOuts left_out;
};
Looked looked_at(const json::object& model, const Here&, DiffMode, const json::storage_ptr&);

// made: the model in this project's dialect.
void take_out_unheld(json::object& made, const Here&, DiffMode, Notes&);

} // namespace schemad::translate
