// SPDX-License-Identifier: Apache-2.0
// What else a column, an index or a table is needed by: views, triggers, checks, generated columns, foreign keys of
// other tables. These servers let a view or a trigger break in silence, and refuse the others only when earlier
// statements are committed already: so all of it is refused here, by name.
// Errors: kit::Error{E_UNSUPPORTED} naming table, column and who needs it. Pure functions over a catalog.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

// gone: the columns that go in the same statement.
void require_unused_column(const CatalogView& known, std::string_view table, std::string_view column,
                           const std::vector<std::string_view>& gone);
// The indexes that lose the column and stay over others, for people; empty: none.
std::string narrowed_indexes(const CatalogView& known, std::string_view table, std::string_view column,
                             const std::vector<std::string_view>& gone);
void require_unused_table(const CatalogView& known, std::string_view table);
// That no foreign key of another column points to what only this index finds.
void require_unused_index(const CatalogView& known, std::string_view table, std::string_view index);

} // namespace schemad::mysql
