// SPDX-License-Identifier: Apache-2.0
// Runs a diff on one connection: lock, hash again under the lock, plan, check, run, look, commit. spec/engine.md 5.2, 6
// with the decisions of docs/differences-from-directus.md.
#pragma once

#include <boost/json.hpp>

#include "engine/model/system_fields.hpp"
#include "engine/project.hpp"

namespace schemad::apply {

struct Context {
    const model::SystemFields& system;
    std::string_view directus_version;
};

// All or nothing: whatever is thrown, the database is as it was. RequestError names the entity that is in the way and
// how many rows; VendorError when the database cannot be had (SCHEMAD_E_BUSY: try again).
ApplyReport apply_diff(Connection&, const boost::json::value& payload, bool force, const Context&);

} // namespace schemad::apply
