// SPDX-License-Identifier: Apache-2.0
#include "vendors/sql/carry_offered.hpp"

#include <schemad/vendor.hpp>

#include "vendors/sql/carried.hpp"

namespace schemad::sql {

std::string carried(const schemad_expression& asked, Speaker to) {
    const auto vendor = kit::view(asked.spelled_by);
    const auto from = speaker_of(vendor);
    if (!from)
        throw kit::Error(SCHEMAD_E_UNSUPPORTED,
                         "an expression in the words of " + std::string(vendor) + " is not read here");
    std::vector<NamedColumn> columns;
    columns.reserve(asked.column_count);
    for (const auto& c : kit::Range(asked.columns, asked.column_count)) {
        columns.push_back(named_column(kit::view(c.name), kit::view(c.field_type)));
        columns.back().computed = (c.flags & SCHEMAD_NAMED_GENERATED) != 0;
        columns.back().counts_up = (c.flags & SCHEMAD_NAMED_AUTO_INCREMENT) != 0;
    }
    try {
        return carried_generation(kit::view(asked.text), *from, to, kit::view(asked.field_type), columns);
    } catch (const Untold& why) { throw kit::Error(SCHEMAD_E_UNSUPPORTED, why.what()); }
}

} // namespace schemad::sql
