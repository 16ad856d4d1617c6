// SPDX-License-Identifier: Apache-2.0
// A model without a database: what a snapshot tells of one, as far as a plan needs it. Tables, columns, indexes and
// foreign keys are those of the snapshot, spelled as this vendor would make them; Directus's own tables as its version
// has them. Not known: real names of indexes, ids of meta rows, rows, views, triggers, checks, what no meta row tracks.
//
// Pure but for the vendor's render and preview; one thread at a time. Errors: VendorError of a plugin that fails.
#pragma once

#include <string>
#include <vector>

#include <schemad/host.hpp>

#include "engine/model/system_fields.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::plan {

// Directus's own tables stand in the database whatever the snapshot says, or where it speaks of one.
enum class DirectusTables { stand, as_spoken_of };

// snapshot: whole, has passed validate_snapshot. warnings: what had to be taken for granted.
snapshot::Model offline_model(const boost::json::object& snapshot, const Vendor&, const model::SystemFields&,
                              std::vector<std::string>& warnings, DirectusTables = DirectusTables::as_spoken_of);

} // namespace schemad::plan
