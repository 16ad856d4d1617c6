// SPDX-License-Identifier: Apache-2.0
// A foreign key in the server's own words (pg_get_constraintdef), to be made again. Pure; kit::Error.
#pragma once

#include <string_view>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

namespace schemad::pq {

// The definition with the rules that `wanted` states; everything else of it stays. `is`: the rules it has now.
sql::SqlText with_rules(std::string_view definition, const schemad_foreign_key& is,
                        const schemad_foreign_key_spec& wanted);

} // namespace schemad::pq
