// SPDX-License-Identifier: Apache-2.0
// Flags of a field's meta row that a vendor needs to tell one type from another (docs/spec/vendors-5-ddl.md 10.4).
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/input.hpp"

namespace schemad::plan {

// The flag that fields of this type need; empty: none.
std::string_view cast_flag_of(const Vendor&, std::string_view type);
// The field with the flag it needs, which is named where it is added.
json::object with_cast_flag(const Input&, Draft&, const json::object& field, const EntityName&);
// A flag that this vendor needs is no difference: the meta keeps it where a snapshot has the type and not the flag.
json::object with_kept_cast_flag(const Input&, Draft&, const EntityChange&, const json::object& after);

} // namespace schemad::plan
