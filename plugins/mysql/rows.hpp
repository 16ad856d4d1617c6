// SPDX-License-Identifier: Apache-2.0
// A query's answer as typed cells: whole numbers, floating ones, bytes, and text for everything else (decimals, dates,
// JSON). Errors: kit::Error; E_LIMIT leaves the connection usable.
#pragma once

#include "plugins/mysql/wire.hpp"

namespace schemad::mysql {

kit::Rows read_rows(Wire& wire, const sql::SqlText& sql, std::chrono::milliseconds allowed, std::size_t max_bytes);

} // namespace schemad::mysql
