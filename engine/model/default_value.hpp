// SPDX-License-Identifier: Apache-2.0
// From the text of a column's default to the value a snapshot shows. docs/spec/vendors-1-catalog.md 1.5 (stage 2).
// Pure; any thread.
#pragma once

#include <string_view>

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <schemad/vendor.h>

namespace schemad::model {

// text: schemad_column.default_text; NULL data is null. field_type: local_type() with the field's special flags.
// Numbers are what JavaScript would hold: an integer only where a double is exact, else the double itself.
boost::json::value cast_default(schemad_str text, std::string_view field_type, boost::json::storage_ptr = {});

} // namespace schemad::model
