// SPDX-License-Identifier: Apache-2.0
// Values written into a statement in place of its `?`: one round trip, no prepared statement to give back.
// Errors: kit::Error{E_INVALID} when their number differs or a value cannot be spelled. Pure, but for the escaping,
// which is the connection's.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include <schemad/sql_text.hpp>
#include <schemad/vendor.hpp>

namespace schemad::mysql {

using Escape = std::function<std::string(std::string_view)>;

// A `?` inside quotes or a comment is none. Without params the text is not looked through: it stays as it is.
sql::SqlText with_parameters(const sql::SqlText& sql, std::span<const schemad_value> params, const Escape& escape);

// It ends nowhere before its end: no semicolon outside of quotes, and no comment, of which a server may read some.
bool is_one_statement(std::string_view sql) noexcept;

} // namespace schemad::mysql
