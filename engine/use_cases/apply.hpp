// SPDX-License-Identifier: Apache-2.0
// An apply: lock, judge under the lock, run, look, commit. docs/spec/engine-2-model.md 5.2,
// docs/spec/engine-6-apply.md 6 with the decisions of docs/differences-from-directus.md.
//
// Threads: as one connection.
#pragma once

#include <exception>
#include <functional>

#include <boost/json.hpp>

#include "engine/apply/context.hpp"
#include "engine/apply/recover.hpp"
#include "engine/requests.hpp"
#include "engine/snapshot/model_reader.hpp"

namespace schemad::use_cases {

struct BrokenOff {
    std::exception_ptr cause;
    apply::KnownProgress known;
};

// All or nothing: whatever is thrown, the database is as it was. RequestError names the entity that is in the way and
// how many rows, or (409) who holds the lock; VendorError when the database cannot be had.
// Where schema changes commit one by one and some were begun, BrokenOff is thrown instead, and the journal tells
// settle_broken_off() what to do.
ApplyReport apply_diff(Connection&, const boost::json::value& payload, const ApplyRequest&, const apply::Context&);

// The same of a payload that is made under the lock, of the model as it is then, and of nothing older.
using PayloadOf = std::function<boost::json::value(const snapshot::Model&)>;
ApplyReport apply_made(Connection&, const PayloadOf&, const ApplyRequest&, const apply::Context&);

// Undoes what was begun, or where data was gone already carries it on to its end; then throws what the client is to be
// told. settle: as in use_cases/recover.hpp, on another connection.
using Settle = std::function<apply::Recovery(const apply::RecoverOrder&)>;
[[noreturn]] void settle_broken_off(const BrokenOff&, const ApplyRequest&, const Settle& settle);

} // namespace schemad::use_cases
