// SPDX-License-Identifier: Apache-2.0
// What became of a batch: looked at in the database before the commit, answered, and kept for the history.
// Errors of look_at(): RequestError for a row that is not as it was stated; VendorError. The others are pure.
#pragma once

#include <boost/json.hpp>

#include "engine/configuration/change.hpp"

namespace schemad::configuration {

// Inside the transaction that made the changes. Rows that the database has numbered get their keys; every row has to be
// as it was stated. before: as the rows were. before_losses: those that go are there yet.
void look_at(Changes&, Stored& before, Connection&, bool before_losses);

// {applied, mode, collections: {name: {existing, new, deleted, mapped}}}: docs/spec/configuration.md 1.3
json::object answer_of(const Changes&, bool applied);
// For the history: {mode, collections: {name: {created: [keys], updated: {key: [fields]}, deleted: [keys]}}}. Names and
// keys alone: values may be secrets.
json::object told_of(const Changes&);
// What leads back, as batch_of() takes it (mode restore). Without what is a secret, and without the rows of tables that
// hold no configuration: how many those are is the plan's to tell.
json::object way_back_of(const Changes&);
// What of rows that hold no configuration was let go and does not come back: {entity, action, what, count} by field, as
// the history's `lost` has it. Rows of them that go are steps that destroy.
json::array let_go_of(const Changes&);

} // namespace schemad::configuration
