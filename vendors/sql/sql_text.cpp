// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/sql_text.hpp"

#include <schemad/vendor.hpp>

namespace schemad::sql {

namespace {

struct Parts : SqlWriter {
    using SqlWriter::made;
};

} // namespace

SqlText name(std::string_view name, char mark) { return Parts::made(quote(name, mark)); }

SqlText literal(std::string_view text, LiteralStyle style) { return Parts::made(text_literal(text, style)); }

SqlText number(std::int64_t value) { return Parts::made(std::to_string(value)); }

SqlText number(std::string_view digits) {
    if (!is_number(digits)) throw kit::Error(SCHEMAD_E_INVALID, "a number is none");
    return Parts::made(std::string(digits));
}

} // namespace schemad::sql
