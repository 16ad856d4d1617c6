// SPDX-License-Identifier: Apache-2.0
// What schemad keeps in a project's database. No snapshot shows these tables, no diff may name them. They are made when
// they are first needed. docs/operations.md says what is in them.
#pragma once

#include <span>
#include <string_view>

#include "engine/model/meta_tables.hpp"

namespace schemad::model {

// The applies that are under way where a database cannot undo a schema change itself, and their steps.
const MetaTable& journal_table() noexcept;
const MetaTable& journal_step_table() noexcept;
// Values as they were before such an apply changed their type (schemad/kept_values.h).
const MetaTable& journal_value_table() noexcept;
// What applies did, and their long texts in parts. engine/history.
const MetaTable& history_table() noexcept;
const MetaTable& history_part_table() noexcept;
// Plans that were stored, and what they are made of in parts. engine/approvals.
const MetaTable& plan_table() noexcept;
const MetaTable& plan_part_table() noexcept;

// Who may change the project now, where a lock of one server is not enough (engine/apply/lease.hpp).
const MetaTable& lease_table() noexcept;

bool is_own_table(std::string_view name) noexcept;
// Some databases take it for one, whatever the case of its letters: nothing new is called so.
bool is_like_own_table(std::string_view name) noexcept;

} // namespace schemad::model
