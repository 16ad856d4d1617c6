// SPDX-License-Identifier: Apache-2.0
// What an undo needs so that values fit the text they came from. Pure functions.
#pragma once

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

// Before a column becomes `to` again: '1' in a char(1) came back from a decimal as '1.00000', which is refused.
// Nothing where every value of `from` fits.
void shorten_written(kit::Script& script, std::string_view table, const schemad_column& now, const Type& from,
                     const Type& to);

} // namespace schemad::mysql
