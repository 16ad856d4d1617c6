// SPDX-License-Identifier: Apache-2.0
// From what <schemad/expressions.h> asks to what carried.hpp tells. Errors: kit::Error E_UNSUPPORTED. Threads: pure.
#pragma once

#include <string>

#include <schemad/expressions.h>

#include "vendors/sql/meaning.hpp"

namespace schemad::sql {

std::string carried(const schemad_expression&, Speaker to);

} // namespace schemad::sql
