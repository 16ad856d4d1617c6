// SPDX-License-Identifier: Apache-2.0
// The schemad.scratch/1 extension: a database copied without its rows. <schemad/scratch.h>
// Errors: kit::Error naming what cannot be copied. Linear in the structure and in the rows of the tables named.
#pragma once

#include <span>
#include <string_view>

#include "plugins/sqlite/database.hpp"

namespace schemad::sqlite {

// Tables, virtual ones too, indexes, views and triggers, in an order in which each is made of what is there; the rows
// of `with_rows`, before any trigger could see them. `to` is empty, its foreign keys are off.
void copy_structure(const Database& from, const Database& to, std::span<const std::string_view> with_rows);

} // namespace schemad::sqlite
