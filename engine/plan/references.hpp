// SPDX-License-Identifier: Apache-2.0
// What meta rows say of fields by name: one_field, sort_field, archive_field, group. Errors: RequestError.
#pragma once

#include "engine/plan/draft.hpp"
#include "engine/plan/facts.hpp"

namespace schemad::plan {

void check_special(const EntityChange&);
// before: the meta as it is, null for a new row. What leads nowhere becomes null and is named.
json::object without_dangling(const Input&, const Facts&, Draft&, const EntityChange&, const json::object* before,
                              json::object after);
// A field that goes, or comes back under its name as the other kind.
void forget_field(const Input&, const Facts&, Draft&, const std::string& collection, const std::string& field,
                  bool was_alias);
void name_lonely_aliases(const Input&, const Facts&, Draft&);

// What gets no meta row is not shown, but for versions that list what is in the database as well; it is named.
void leave_without_row(const Input&, Draft&, const EntityName&, std::string_view noun, bool in_database);

} // namespace schemad::plan
