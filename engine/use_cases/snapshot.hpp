// SPDX-License-Identifier: Apache-2.0
// A snapshot of the model, as the project shows it. docs/spec/engine-2-model.md section 2.
//
// Errors: VendorError; RequestError (503) when the database is no project. Threads: as one connection.
#pragma once

#include <functional>
#include <memory>

#include <boost/json.hpp>

#include "engine/apply/context.hpp"
#include "engine/database/kept_text.hpp"
#include "engine/requests.hpp"

namespace schemad::use_cases {

// Runs what it is given on a connection; once more on another where somebody's schema change made the view useless.
using Reading = std::function<void(const std::function<void(Connection&)>&)>;

// One consistent view of catalog and meta rows; what the project ignores is still in it.
boost::json::value whole_snapshot(Connection&, const apply::Context&, const SnapshotScope&, boost::json::storage_ptr);

// Of any thread.
using Writer = std::function<database::WrittenText(const boost::json::value& snapshot)>;
// The project's snapshot as `write` makes a text of it; the same text as before where the database tells that nothing
// has changed. Only read inside the reading: no connection waits for what is written.
std::shared_ptr<const database::WrittenText> written_snapshot(const Reading&, database::KeptText&,
                                                              const apply::Context&, const Writer& write);

} // namespace schemad::use_cases
