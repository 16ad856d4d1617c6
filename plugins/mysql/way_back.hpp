// SPDX-License-Identifier: Apache-2.0
// What an undo needs so that a text says to the letter what it said before it became something else. Pure functions.
#pragma once

#include "plugins/mysql/definition.hpp"

namespace schemad::mysql {

// Before a column of texts becomes `to`: its values, by their rows. Nothing where the change back writes them alike.
void keep_written(kit::Script& script, const CatalogView& known, const schemad_column& now, const Type& from,
                  const Type& to);

// Before a column becomes `to`, a text, again: the kept values, and what fits it where none is kept: '1' in a char(1)
// came back from a decimal as '1.00000', which is refused. Nothing where every value of `from` comes back by itself.
void bring_back_written(kit::Script& script, const CatalogView& known, const schemad_column& now, const Type& from,
                        const Type& to);

} // namespace schemad::mysql
