// SPDX-License-Identifier: Apache-2.0
// What becomes SqlText (<schemad/sql_text.hpp>) by quoting. docs/spec/vendors-1-catalog.md section 1.8,
// docs/spec/vendors-5-ddl.md section 5.2.
// Errors: kit::Error{E_INVALID} for what no statement can hold (a zero byte). Threads: plain values.
#pragma once

#include <cstdint>
#include <string_view>

#include <schemad/sql_text.hpp>

#include "vendors/sql/identifiers.hpp"
#include "vendors/sql/literals.hpp"

namespace schemad::sql {

// The name between `mark`s, every mark inside doubled. The whole name is one identifier: a dot in it is no separator.
SqlText quote(std::string_view name, char mark);
SqlText text_literal(std::string_view text, LiteralStyle style = LiteralStyle::standard);
SqlText word(std::string_view text); // letters, digits and underscores, bare; E_INVALID for anything else
SqlText number(std::int64_t value);
SqlText number(std::string_view digits); // E_INVALID for what is_number() does not take

} // namespace schemad::sql
