// SPDX-License-Identifier: Apache-2.0
#include "engine/guard/view.hpp"

namespace schemad::guard {

const NamePatterns View::nothing{};

plan::ChangeSet View::changes(const json::object& diff, const snapshot::Model& model) const {
    const auto& whole = model.snapshot.get_object();
    if (ignored_->empty()) return {diff, whole};
    LeftOuts left_out;
    plan::ChangeSet changes(entries_left(diff, whole, *ignored_, left_out), whole);
    changes.left_out.insert(changes.left_out.begin(), left_out.begin(), left_out.end());
    keep_ignored(changes, model, *ignored_);
    return changes;
}

} // namespace schemad::guard
