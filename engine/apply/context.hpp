// SPDX-License-Identifier: Apache-2.0
// What of a project every request on it reads: one set, made once. Borrows what it points to; immutable, any thread.
#pragma once

#include "engine/apply/lease.hpp"
#include "engine/guard/view.hpp"
#include "engine/model/dialect.hpp"
#include "engine/model/vendor_names.hpp"
#include "engine/project_options.hpp"

namespace schemad::diff {
class ModelMemory;
}

namespace schemad::apply {

struct Context {
    const model::Dialect& dialect;
    guard::View view{};                      // without what the project ignores
    diff::ModelMemory* remembered = nullptr; // what diffs were made against: to explain a stale hash; null: nothing
    Destructive destructive = Destructive::allow;
    LeaseTerms lease{};
    guard::NamePatterns protected_names{};
    bool history = true; // each apply gets an entry
    OnSettled settled{};
    model::VendorNames vendors{}; // of which a snapshot may be
};

} // namespace schemad::apply
