// SPDX-License-Identifier: Apache-2.0
// The steps of a plan as text. Pure.
#pragma once

#include <ostream>

#include <boost/json/object.hpp>

namespace schemad::cli {

void write_steps(const boost::json::object& plan, std::ostream& out);

} // namespace schemad::cli
