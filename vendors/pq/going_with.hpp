// SPDX-License-Identifier: Apache-2.0
// What the server drops with a column although other columns have a part in it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "vendors/pq/clauses.hpp"

namespace schemad::pq {

// For people: "index ab; check t_check"; empty: nothing.
std::string going_with(const CatalogView& seen, std::size_t table, std::string_view column);

} // namespace schemad::pq
