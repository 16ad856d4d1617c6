// SPDX-License-Identifier: Apache-2.0
// A query's answer as typed rows, bounded in bytes. Errors: kit::Error (E_LIMIT beyond max_bytes).
#pragma once

#include "plugins/sqlite/database.hpp"

namespace schemad::sqlite {

kit::Rows read_rows(const Database& db, const sql::SqlText& sql, std::span<const schemad_value> params,
                    std::size_t max_bytes);

} // namespace schemad::sqlite
