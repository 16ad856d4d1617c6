// SPDX-License-Identifier: Apache-2.0
// What a project's `ignore` leaves out of its snapshots, diffs and applies. Pure; any thread; linear in the model.
//
// An item whose name is meant is left out, and a relation to a collection that is. What an item that stays says of one
// that is left out (its group, a sort field, a foreign key, ...) is neither compared nor changed; a new item says it
// only where this project has what it names. The plan itself is made from the whole model: what is ignored is there.
#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "engine/guard/name_patterns.hpp"
#include "engine/model/left_out.hpp"
#include "engine/plan/change_set.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::guard {

namespace json = boost::json;

// The snapshot without what is ignored; a field shows no foreign key to an ignored collection.
json::object shown(const json::object& snapshot, const NamePatterns& ignored, json::storage_ptr = {});

// Two snapshots that differ in nothing that is ignored: the whole one of this project, and an uploaded one that has
// passed validate_snapshot.
struct Compared {
    json::object current, uploaded;
};
Compared comparable(const json::object& whole, const json::object& uploaded, const NamePatterns& ignored,
                    json::storage_ptr = {});

// The entries of a diff that are this project's business; the others are named in left_out.
json::object entries_left(const json::object& diff, const json::object& whole, const NamePatterns& ignored,
                          LeftOuts& left_out);

// Takes back what the changes would do to what an item says of an ignored one, and names it. Throws RequestError when a
// collection goes that holds an ignored field, or that an ignored one has a foreign key to.
void keep_ignored(plan::ChangeSet&, const snapshot::Model& whole, const NamePatterns& ignored);

} // namespace schemad::guard
