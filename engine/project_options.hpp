// SPDX-License-Identifier: Apache-2.0
// What the operator says of a project: plain values, read once at start. Source: docs/operations.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <schemad/host.hpp>

#include "engine/guard/name_patterns.hpp"
#include "engine/model/vendor_names.hpp"

namespace schemad {

// What an apply that destroys data needs: nothing, the id of its plan as a confirmation, or it is refused.
enum class Destructive { allow, confirm, deny };

// Told what of an apply that broke off was settled, and by whose request (empty: nobody's), as soon as that is
// committed. Of any thread; throws nothing.
using OnSettled = std::function<void(const std::string& what, const std::string& by)>;

// Told that an apply or an adoption changed the model, as soon as that is committed, and by whose request; what is
// settled is told by OnSettled. Of any thread; throws
// nothing.
struct ModelChange {
    std::string by;
    std::optional<std::int64_t> entry{}; // of the history
    std::size_t steps = 0, left_out = 0;
};
using OnChanged = std::function<void(const ModelChange&)>;

// Told which version a project speaks, when that is seen first or has changed, and what is to be said of it (empty:
// nothing); wrong: it contradicts what is stated, and the project is not served. Of any thread; throws nothing.
using OnVersion = std::function<void(const std::string& version, const std::string& remark, bool wrong)>;

struct ProjectOptions {
    std::string name;
    Settings connection;
    std::string directus_version{};       // empty: as the database tells
    std::size_t max_connections = 4;      // to the database, bounded
    std::size_t max_idle_connections = 4; // kept open between requests
    Destructive destructive = Destructive::allow;
    guard::NamePatterns protected_names; // what no apply touches
    guard::NamePatterns ignored_names;   // what snapshots, diffs and applies leave out
    bool history = true;                 // each apply is written down in the project's database
    OnSettled on_settled{};              // for the log; may be empty
    OnChanged on_changed{};              // may be empty
    OnVersion on_version{};              // the same
    model::VendorNames vendors{};        // of which a snapshot may be, beside the project's own
};

} // namespace schemad
