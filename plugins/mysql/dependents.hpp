// SPDX-License-Identifier: Apache-2.0
// What else a column, an index or a table is needed by: views, triggers, checks, generated columns, foreign keys of
// other tables. These servers let a view or a trigger break in silence, and refuse the others only when earlier
// statements are committed already: so all of it is refused here, by name.
// Errors: kit::Error{E_UNSUPPORTED} naming table, column and who needs it. Pure functions over a catalog.
#pragma once

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

void require_unused_column(const Known& known, std::string_view table, std::string_view column);
void require_unused_table(const Known& known, std::string_view table);
// That no foreign key of another column points to what only this index finds.
void require_unused_index(const Known& known, std::string_view table, std::string_view index);

} // namespace schemad::mysql
