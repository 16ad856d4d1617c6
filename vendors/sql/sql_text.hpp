// SPDX-License-Identifier: Apache-2.0
// What becomes SqlText (<schemad/sql_text.hpp>) by quoting.
// Errors: kit::Error{E_INVALID} for what no statement can hold (a zero byte). Threads: plain values.
#pragma once

#include <cstdint>
#include <string_view>

#include <schemad/sql_text.hpp>

#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::sql {

SqlText name(std::string_view name, char mark); // between marks, every mark inside doubled
SqlText literal(std::string_view text, LiteralStyle style = LiteralStyle::standard);
SqlText number(std::int64_t value);
SqlText number(std::string_view digits); // E_INVALID for what is_number() does not take

} // namespace schemad::sql
