// SPDX-License-Identifier: Apache-2.0
// From a column of the database to the type of a field. docs/spec/vendors-1-catalog.md 1.4. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include <schemad/vendor.h>

namespace schemad::model {

// column: as the vendor inspected it, nullptr for a field without a column. special: the field's flags, nullptr where
// the meta row has none (which is not the same as an empty list). A vendor that states field_type overrides the common
// table; the special flags still come first.
std::string local_type(const schemad_column* column, const std::vector<std::string>* special);

// The same with the flags that a snapshot's field states.
std::string local_type(const schemad_column& column, const boost::json::object& field);

} // namespace schemad::model
