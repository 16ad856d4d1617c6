// SPDX-License-Identifier: Apache-2.0
// The expressions of generated columns as their vendor understands them (<schemad/expressions.h>): what it has to know
// of the other columns of a table, and whether two texts are two spellings of one expression. Errors: VendorError of a
// plugin that fails. Threads: pure functions over what they are given, which they borrow.
#pragma once

#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <schemad/host_expressions.hpp>

namespace schemad::snapshot {

// A field without a column adds nothing.
void add_named_column(std::vector<schemad_named_column>& columns, const boost::json::object& field);

// Of a column of this field type, in this vendor's own words. False too where it cannot be told.
bool same_expression(const Vendor&, std::string_view field_type, std::string_view a, std::string_view b,
                     const std::vector<schemad_named_column>& columns);

} // namespace schemad::snapshot
